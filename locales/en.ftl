# Texts of the pages that the person sees: short, warm, no jargon, no blame.
# One file a language; the build refuses a file that lacks a message or uses other values.

loading = One moment…
back = Back
close = Close
language = Language
test-mode = Test
optional = (optional)
step-of = Step { $at } of { $of }
offline = You are offline. Nothing is lost; we continue as soon as the network is back.
ask-shop = Questions? { $shop } is happy to help.

## Consent
intro-title = Let’s confirm it’s you
intro-lead = { $shop } asks for this once. It takes about two minutes. Have this ready:
asks-photo_id = Your passport, identity card or driving licence
asks-photo_id_back = The back of that document
asks-proof_of_address = A bill, bank statement or letter with your address
asks-selfie = Your face, for a selfie
consent-label = What we do with your pictures
consent-agree = I agree, let’s start
way-usual = Use the quick check after all
way-human_review = Let a person check instead
way-non_biometric = Continue without a selfie

## On a desk
where-title = Continue on your phone
where-lead = Point your phone’s camera at this code. This page follows along.
where-going = Your phone has taken over. You can watch here.
qr-alt = Code that opens this page on your phone
qr-link = Can’t scan it?
use-computer = Use this computer
use-phone = Use my phone instead
step-photo_id = Your document
step-photo_id_back = The back of it
step-proof_of_address = Your address
step-selfie = Your selfie
step-challenge = A short recording

## Pictures
take-photo_id = Photograph your document
take-photo_id-lead = The side with your picture. For a passport, that is the page with your photo.
tip-photo_id-1 = Lay it on a table of another colour
tip-photo_id-2 = Find good light without reflections
take-photo_id_back = Now the back
take-photo_id_back-lead = Turn the document over. If there is nothing on the back, just skip this.
tip-photo_id_back-1 = Keep all four corners in the picture
take-proof_of_address = Show where you live
take-proof_of_address-lead = A bill, bank statement or official letter with your name and address, not older than three months.
tip-proof_of_address-1 = A PDF from your bank or provider is perfect
tip-proof_of_address-2 = Or photograph the whole page
take-selfie = Take a selfie
take-selfie-lead = Just your face, looking straight at the camera.
tip-selfie-1 = Light in front of you, not behind
tip-selfie-2 = Take off sunglasses, cap and mask
open-camera = Open the camera
choose-file = Choose a photo
choose-file-pdf = Choose a file
skip = Skip this
skip-back = There is nothing on the back
keep-photo = Keep the one I sent
camera-label = Live picture of your camera
shutter = Take the picture
swap = Other camera
pause-text = The camera is resting while you are away.
pause-go = Continue

hint-opening = Opening the camera…
hint-good = Perfect, hold still…
hint-fit = Fit the document into the frame
hint-fit-paper = Fit the page into the frame
hint-closer = Move a little closer
hint-closer-face = Come a little closer
hint-farther = Move back a little
hint-dark = A little more light, please
hint-glare = There is a reflection. Tilt it a little
hint-still = Hold still…
hint-blur = Not sharp yet. Hold still…
hint-no-face = Show your face in the oval
hint-one-face = Only you in the picture, please
hint-centre = Move into the middle

review-title = Is everything readable?
review-selfie = Is this a good picture of you?
review-file = Is this the right file?
review-good = Looks good
pdf-chosen = Your PDF
alt-photo_id = Your photo of the document
alt-photo_id_back = Your photo of the back
alt-proof_of_address = Your photo of the page
alt-selfie = Your selfie
use-photo = Use this
retake = Take another
sending-label = How much has been sent

## Recording
take-challenge = A short recording
take-challenge-lead = So that nobody can use a photo of you: follow a few hints for ten seconds.
tip-challenge-1 = Turn your head when the arrow says so, and hold it
tip-challenge-2 = Then look straight while the screen shines in colours
tip-challenge-3 = A room that is not too bright works best
calm-lights = I’m sensitive to flashing light. Use slow, soft colours.
start = I’m ready
start-now = Start
challenge-progress = How far the recording is
challenge-looking = Thank you. One moment…
do-straight = Look straight at the camera
do-left = Turn your head to your left
do-right = Turn your head to your right
do-up = Lift your chin a little
again-title = Almost. Once more, please
again-lead = That happens often. Here is what helps:
again-left = { $left ->
    [one] One more try is left. After that, a person takes a look.
   *[other] { $left } more tries are left. After that, a person takes a look.
  }
try-again = Try again
new-selfie = Take a new selfie first

## Sending and result
sending-title = Sending your pictures
sending-lead = They travel encrypted. Please keep this page open.
waiting-title = Thank you. We’re looking at it
waiting-lead = This takes a few seconds.
waiting-examining = Reading your document and comparing the pictures…
result-approved = All done, thank you
result-approved-lead = Everything is fine. You can go back to { $shop }.
result-rejected = That did not work out yet
result-rejected-lead = Here is what was in the way. You can try again right now.
result-rejected-last = We could not confirm who you are this way. { $shop } can help you further.
result-in_review = A person takes a look
result-in_review-lead = You don’t have to do anything. { $shop } will tell you soon.
result-canceled = This check was called off
result-canceled-lead = { $shop } no longer needs it. You can close this page.
attempts-left = { $left ->
    [one] You can try once more.
   *[other] You can try { $left } more times.
  }
back-to-shop = Back to { $shop }
close-page = You can close this page now.

## When something is in the way
trouble-camera-denied = The camera is not allowed yet
trouble-camera-denied-lead = Tap the camera or lock sign beside the address, allow the camera for this page, and try again.
trouble-camera-missing = We found no camera
trouble-camera-missing-lead = Connect one and try again, or choose another way below.
trouble-camera-busy = Another program uses the camera
trouble-camera-busy-lead = Close video calls and other pages with the camera, then try again.
trouble-camera-insecure = This page needs a secure connection
trouble-camera-insecure-lead = Cameras work only on addresses that begin with https. You can choose a photo instead.
trouble-camera-failed = The camera did not start
trouble-camera-failed-lead = Try again. If it stays that way, restart the browser or choose another way below.
trouble-link = This link does not work
trouble-link-lead = It may be incomplete or was ended. Open it again from the message you got, or ask the shop for a new one.
trouble-used = This link is open on another device
trouble-used-lead = Continue there. To change devices, show a new code on the page where you began.
trouble-expired = The time for this is over
trouble-expired-lead = For your safety the link ended after a while. Ask the shop for a new one; your data was not kept.
trouble-exhausted = No more tries are left
trouble-exhausted-lead = Please contact the shop. There they can go on with you.
trouble-server = Something went wrong on our side
trouble-server-lead = It’s not your fault. Please try again in a moment.
trouble-camera-unsupported = This browser is too old for the camera
trouble-camera-unsupported-lead = Update it or use another one. You can also send photos.

## The page itself, and the plain one where it cannot run
page-title = Confirm who you are
page-script = This page needs JavaScript to take and send your pictures. Please turn it on, or open the link in another browser.
plain-send = Send everything
plain-no-recording = A short recording is needed, and this page cannot make one. Please open the link in another browser.
forms-go = Go on without JavaScript
forms-link = The link that you got
forms-link-lead = Copy the whole address you were sent and paste it here.
forms-open = Open
forms-missing = A picture is missing. Please choose it and send again.
forms-look = See how it stands

## Around the page in a shop
widget-title = Identity check
widget-close = Close
widget-loading = One moment…
widget-failed = The check could not be opened. Please try again later.
widget-button = Confirm who you are

## What was in the way, by the server's codes
reason-image_empty = The photo did not arrive. Please send it again.
reason-image_type_unsupported = Please send the photo as JPEG, PNG or WebP.
reason-image_unreadable = The photo arrived damaged. Please take it again.
reason-image_too_large = The photo is too large. Please send one under 15 MB.
reason-image_too_many_pixels = { reason-image_too_large }
reason-body_too_large = { reason-image_too_large }
reason-image_too_small = The photo is too small. Please move closer.
reason-processing_timeout = This took too long. Please try again with another photo.
reason-processing_failed = Something went wrong on our side. Please try again.
reason-pdf_encrypted = This PDF is locked. Please send one without a password, or a photo.
reason-pdf_unreadable = We could not open this PDF. Please save it again, or send a photo.
reason-pdf_too_many_pages = This PDF is too long. Please send only the page with your name and address.
reason-pdf_too_complex = This PDF is too large to open. Please send a photo of the page instead.
reason-image_blurred = The photo is blurred. Hold the phone still and try again.
reason-image_glare = A reflection covers part of the document. Tilt it a little and try again.
reason-image_too_dark = The photo is too dark. Please find a brighter place.
reason-image_low_resolution = The document is too far away. Please move closer.
reason-image_mirrored = The photo is mirrored. Please use the normal camera.
reason-document_cut_off = Please keep the whole document in the picture.
reason-no_document = We could not find a document. Please photograph the side with your picture.
reason-document_unreadable = We could not read the document. Please try again in good light.
reason-document_type_unexpected = Please use one of the documents we asked for.
reason-document_expired = This document has expired. Please use one that is still valid.
reason-expiry_unknown = We could not read the expiry date. Please try again in good light.
reason-document_specimen = This looks like a sample. Please use your own document.
reason-mrz_missing = Please keep the lines at the bottom of the document in the picture.
reason-mrz_check_failed = We could not read the lines at the bottom well. Please try again.
reason-mrz_repaired = { reason-mrz_check_failed }
reason-mrz_visual_mismatch = Parts of the document do not agree. A person will take a look.
reason-mrz_country_unknown = We could not read the country. Please try again in good light.
reason-mrz_name_uncertain = We could not read the name with certainty. Please try again in good light.
reason-date_ambiguous = We could not read a date with certainty. A person will take a look.
reason-barcode_unreadable = We could not read the barcode. Please photograph it flat and from close by.
reason-barcode_not_aamva = This barcode holds no licence data. Please photograph the back of your licence.
reason-barcode_front_mismatch = Front and back do not seem to belong together. Please photograph both again.
reason-image_consistency_doubtful = Please photograph the original document, not a copy or a screen.
reason-address_document_unsuitable = This paper does not show where you live. Please send a bill for your home, a bank statement or an official letter.
reason-no_address_found = We could not find your name and address. Please send the page that shows both.
reason-document_reused = A person will take a look at your document.
reason-no_face = We could not find your face. Look straight at the camera in good light.
reason-several_faces = Please make sure that only you are in the picture.
reason-face_too_small = Please move closer to the camera.
reason-face_too_blurred = { reason-image_blurred }
reason-occluded = Please take off sunglasses, mask or hat and try again.
reason-face_turned = Please look straight at the camera.
reason-no_portrait = We could not find the photo on the document. Please photograph the side with your picture.
reason-selfie_face_mismatch = Your selfie does not seem to match the document. Please try again in good light.
reason-selfie_face_doubtful = We are not sure about the selfie. Please try again in good light.
reason-liveness_not_run = A person will take a look.
reason-liveness_failed = Please take a new selfie of yourself.
reason-liveness_inconclusive = Please take a new selfie in good light.
reason-liveness_passive_only = { reason-liveness_not_run }
reason-pattern_seen = Please take the selfie of yourself, not of a picture or a screen.
reason-edges_seen = { reason-pattern_seen }
reason-colours_flat = { reason-liveness_inconclusive }
reason-capture_edited = Please take a new selfie with your camera.
reason-liveness_model_objects = { reason-liveness_inconclusive }
reason-challenge_times_wrong = Something went wrong with the recording. Please try again.
reason-challenge_incomplete = The recording was too short. Please try again and follow it to the end.
reason-challenge_face_lost = Please keep your face in the picture and try again.
reason-challenge_frozen = The recording stood still. Please try again.
reason-challenge_turns_missing = Please follow the turns a little further and try again.
reason-challenge_turns_wrong = Please follow the turns in their order and try again.
reason-challenge_turns_mistimed = Please turn when you are asked to and try again.
reason-challenge_flat = Please show yourself, not a picture, and try again.
reason-challenge_person_changed = Please make sure that only you are in the picture and try again.
reason-challenge_selfie_mismatch = Please take selfie and recording of yourself and try again.
reason-challenge_flash_unseen = Please go to a darker place, move closer to the screen and try again.
reason-challenge_flash_wrong = { reason-challenge_flash_unseen }
reason-name_mismatch = The name does not match your order. Please check it.
reason-name_close = The name differs a little from your order. A person will take a look.
reason-name_unreadable = We could not read the name. Please try again in good light.
reason-date_of_birth_mismatch = The birth date does not match. Please check it.
reason-date_of_birth_unreadable = We could not read the birth date. Please try again in good light.
reason-address_mismatch = The address does not match your order. Please check it.
reason-address_close = The address differs a little from your order. A person will take a look.
reason-address_unreadable = We could not read the address. Please try again in good light.
reason-document_number_mismatch = The document number does not match. Please check it.
reason-document_number_unreadable = We could not read the document number. Please try again in good light.
reason-issuing_country_mismatch = Please use a document from the country you named.
reason-issuing_country_unreadable = { reason-mrz_country_unknown }
reason-check_missing = { reason-liveness_not_run }
reason-age_unknown = { reason-date_of_birth_unreadable }
reason-under_age = Sorry, this order has a minimum age.
reason-proof_of_address_date_unknown = We could not find the date. Please send the page that shows it.
reason-proof_of_address_old = Please send a more recent document.
