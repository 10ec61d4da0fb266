# Textes des pages que voit la personne : courts, chaleureux, sans jargon, sans reproche.

loading = Un instant…
back = Retour
close = Fermer
language = Langue
test-mode = Test
optional = (facultatif)
step-of = Étape { $at } sur { $of }
offline = Pas de réseau. Rien n’est perdu ; nous reprenons dès qu’il revient.
ask-shop = Une question ? { $shop } vous aide volontiers.

## Consentement
intro-title = Confirmons que c’est bien vous
intro-lead = { $shop } le demande une seule fois. Cela prend environ deux minutes. Préparez :
asks-photo_id = Votre passeport, carte d’identité ou permis de conduire
asks-photo_id_back = Le verso de ce document
asks-proof_of_address = Une facture, un relevé bancaire ou un courrier à votre adresse
asks-selfie = Votre visage, pour un selfie
consent-label = Ce que nous faisons de vos photos
consent-agree = J’accepte, commençons
way-usual = Revenir à la vérification rapide
way-human_review = Préférer la vérification par une personne
way-non_biometric = Continuer sans selfie

## Au bureau
where-title = Continuez sur votre téléphone
where-lead = Visez ce code avec l’appareil photo du téléphone. Cette page vous suit.
where-going = Votre téléphone a pris le relais. Vous pouvez suivre ici.
qr-alt = Code qui ouvre cette page sur votre téléphone
qr-link = Impossible de le scanner ?
use-computer = Utiliser cet ordinateur
use-phone = Utiliser plutôt mon téléphone
step-photo_id = Votre document
step-photo_id_back = Son verso
step-proof_of_address = Votre adresse
step-selfie = Votre selfie
step-challenge = Un court enregistrement

## Photos
take-photo_id = Photographiez votre document
take-photo_id-lead = Le côté avec votre photo. Pour un passeport, la page de la photo.
tip-photo_id-1 = Posez-le sur une table d’une autre couleur
tip-photo_id-2 = Choisissez une bonne lumière, sans reflets
take-photo_id_back = Maintenant le verso
take-photo_id_back-lead = Retournez le document. S’il n’y a rien au dos, passez simplement.
tip-photo_id_back-1 = Gardez les quatre coins dans l’image
take-proof_of_address = Montrez où vous habitez
take-proof_of_address-lead = Une facture, un relevé bancaire ou un courrier officiel avec votre nom et votre adresse, de moins de trois mois.
tip-proof_of_address-1 = Un PDF de votre banque ou fournisseur est parfait
tip-proof_of_address-2 = Ou photographiez la page entière
take-selfie = Prenez un selfie
take-selfie-lead = Juste votre visage, face à l’appareil.
tip-selfie-1 = La lumière devant vous, pas derrière
tip-selfie-2 = Sans lunettes de soleil, casquette ni masque
open-camera = Ouvrir l’appareil photo
choose-file = Choisir une photo
choose-file-pdf = Choisir un fichier
skip = Passer
skip-back = Il n’y a rien au dos
keep-photo = Garder celle que j’ai envoyée
camera-label = Image en direct de votre appareil photo
shutter = Prendre la photo
swap = Autre appareil photo
pause-text = L’appareil photo se repose pendant votre absence.
pause-go = Continuer

hint-opening = Ouverture de l’appareil photo…
hint-good = Parfait, ne bougez plus…
hint-fit = Placez le document dans le cadre
hint-fit-paper = Placez la page dans le cadre
hint-closer = Rapprochez-vous un peu
hint-closer-face = Venez un peu plus près
hint-farther = Reculez un peu
hint-dark = Un peu plus de lumière, s’il vous plaît
hint-glare = Il y a un reflet. Inclinez-le un peu
hint-still = Ne bougez plus…
hint-blur = Pas encore net. Ne bougez plus…
hint-no-face = Montrez votre visage dans l’ovale
hint-one-face = Vous seul dans l’image, s’il vous plaît
hint-centre = Placez-vous au milieu

review-title = Tout est lisible ?
review-selfie = Vous reconnaît-on bien ?
review-file = Est-ce le bon fichier ?
review-good = C’est bien
pdf-chosen = Votre PDF
alt-photo_id = Votre photo du document
alt-photo_id_back = Votre photo du verso
alt-proof_of_address = Votre photo de la page
alt-selfie = Votre selfie
use-photo = Utiliser celle-ci
retake = En prendre une autre
sending-label = Part déjà envoyée

## Enregistrement
take-challenge = Un court enregistrement
take-challenge-lead = Pour que personne ne puisse utiliser une photo de vous : suivez quelques indications pendant dix secondes.
tip-challenge-1 = Tournez la tête quand la flèche l’indique, et restez ainsi
tip-challenge-2 = Puis regardez droit devant pendant que l’écran brille en couleurs
tip-challenge-3 = De préférence dans une pièce pas trop lumineuse
calm-lights = Les lumières clignotantes me gênent. Utilisez des couleurs lentes et douces.
start = Je suis prêt
start-now = Commencer
challenge-progress = Avancement de l’enregistrement
challenge-looking = Merci. Un instant…
do-straight = Regardez droit dans l’appareil
do-left = Tournez la tête vers votre gauche
do-right = Tournez la tête vers votre droite
do-up = Levez un peu le menton
again-title = Presque. Encore une fois, s’il vous plaît
again-lead = Cela arrive souvent. Voici ce qui aide :
again-left = { $left ->
    [one] Il reste un essai. Ensuite, une personne regarde.
   *[other] Il reste { $left } essais. Ensuite, une personne regarde.
  }
try-again = Réessayer
new-selfie = Reprendre d’abord un selfie

## Envoi et résultat
sending-title = Envoi de vos photos
sending-lead = Elles voyagent chiffrées. Gardez cette page ouverte.
waiting-title = Merci. Nous regardons
waiting-lead = Cela prend quelques secondes.
waiting-examining = Nous lisons votre document et comparons les photos…
result-approved = C’est fait, merci
result-approved-lead = Tout est en ordre. Vous pouvez retourner chez { $shop }.
result-rejected = Cela n’a pas encore marché
result-rejected-lead = Voici ce qui a gêné. Vous pouvez réessayer tout de suite.
result-rejected-last = Nous n’avons pas pu confirmer qui vous êtes de cette façon. { $shop } peut vous aider.
result-in_review = Une personne va vérifier
result-in_review-lead = Vous n’avez rien à faire. { $shop } vous répondra bientôt.
result-canceled = Cette vérification a été annulée
result-canceled-lead = { $shop } n’en a plus besoin. Vous pouvez fermer cette page.
attempts-left = { $left ->
    [one] Vous pouvez réessayer une fois.
   *[other] Vous pouvez réessayer { $left } fois.
  }
back-to-shop = Retour chez { $shop }
close-page = Vous pouvez maintenant fermer cette page.

## Quand quelque chose gêne
trouble-camera-denied = L’appareil photo n’est pas encore autorisé
trouble-camera-denied-lead = Touchez le signe d’appareil photo ou de cadenas près de l’adresse, autorisez l’appareil pour cette page, puis réessayez.
trouble-camera-missing = Nous ne trouvons pas d’appareil photo
trouble-camera-missing-lead = Branchez-en un et réessayez, ou choisissez une autre voie ci-dessous.
trouble-camera-busy = Un autre programme utilise l’appareil photo
trouble-camera-busy-lead = Fermez les appels vidéo et les autres pages, puis réessayez.
trouble-camera-insecure = Cette page a besoin d’une connexion sûre
trouble-camera-insecure-lead = L’appareil photo ne marche que sur les adresses en https. Vous pouvez choisir une photo.
trouble-camera-failed = L’appareil photo n’a pas démarré
trouble-camera-failed-lead = Réessayez. Si cela continue, redémarrez le navigateur ou choisissez une autre voie ci-dessous.
trouble-link = Ce lien ne fonctionne pas
trouble-link-lead = Il est peut-être incomplet ou terminé. Rouvrez-le depuis le message reçu, ou demandez-en un autre à la boutique.
trouble-used = Ce lien est ouvert sur un autre appareil
trouble-used-lead = Continuez là-bas. Pour changer d’appareil, affichez un nouveau code sur la page de départ.
trouble-expired = Le temps prévu est écoulé
trouble-expired-lead = Pour votre sécurité, le lien prend fin après un moment. Demandez-en un autre à la boutique ; vos données n’ont pas été gardées.
trouble-exhausted = Il ne reste plus d’essai
trouble-exhausted-lead = Contactez la boutique. Elle pourra continuer avec vous.
trouble-server = Quelque chose a échoué de notre côté
trouble-server-lead = Vous n’y êtes pour rien. Réessayez dans un instant.
trouble-camera-unsupported = Ce navigateur est trop ancien pour l’appareil photo
trouble-camera-unsupported-lead = Mettez-le à jour ou utilisez-en un autre. Vous pouvez aussi envoyer des photos.

## La page elle-même, et la simple là où elle ne marche pas
page-title = Confirmez votre identité
page-script = Cette page a besoin de JavaScript pour prendre et envoyer vos photos. Activez-le ou ouvrez le lien dans un autre navigateur.
plain-send = Tout envoyer
plain-no-recording = Il faut encore un court enregistrement, que cette page ne peut pas faire. Ouvrez le lien dans un autre navigateur, s’il vous plaît.
forms-go = Continuer sans JavaScript
forms-link = Le lien que vous avez reçu
forms-link-lead = Copiez l’adresse complète que vous avez reçue et collez-la ici.
forms-open = Ouvrir
forms-missing = Il manque une photo. Choisissez-la et renvoyez, s’il vous plaît.
forms-look = Voir où cela en est

## Autour de la page, dans une boutique
widget-title = Vérification d’identité
widget-close = Fermer
widget-loading = Un instant…
widget-failed = La vérification n’a pas pu s’ouvrir. Réessayez plus tard.
widget-button = Confirmer qui vous êtes

## Ce qui a gêné, selon les codes du serveur
reason-image_empty = La photo n’est pas arrivée. Envoyez-la de nouveau.
reason-image_type_unsupported = Envoyez la photo en JPEG, PNG ou WebP.
reason-image_unreadable = La photo est arrivée abîmée. Reprenez-la.
reason-image_too_large = La photo est trop lourde. Envoyez-en une de moins de 15 Mo.
reason-image_too_many_pixels = { reason-image_too_large }
reason-body_too_large = { reason-image_too_large }
reason-image_too_small = La photo est trop petite. Rapprochez-vous.
reason-processing_timeout = Cela a pris trop de temps. Réessayez avec une autre photo.
reason-processing_failed = Quelque chose a échoué de notre côté. Réessayez.
reason-pdf_encrypted = Ce PDF est verrouillé. Envoyez-en un sans mot de passe, ou une photo.
reason-pdf_unreadable = Nous n’avons pas pu ouvrir ce PDF. Enregistrez-le de nouveau, ou envoyez une photo.
reason-pdf_too_many_pages = Ce PDF est trop long. Envoyez seulement la page avec votre nom et votre adresse.
reason-pdf_too_complex = Ce PDF est trop lourd. Envoyez plutôt une photo de la page.
reason-image_blurred = La photo est floue. Tenez bien le téléphone et réessayez.
reason-image_glare = Un reflet cache une partie du document. Inclinez-le un peu et réessayez.
reason-image_too_dark = La photo est trop sombre. Cherchez un endroit plus clair.
reason-image_low_resolution = Le document est trop loin. Rapprochez-vous.
reason-image_mirrored = La photo est inversée. Utilisez l’appareil photo normal.
reason-document_cut_off = Gardez tout le document dans l’image.
reason-no_document = Nous n’avons pas trouvé de document. Photographiez le côté avec votre photo.
reason-document_unreadable = Nous n’avons pas pu lire le document. Réessayez avec une bonne lumière.
reason-document_type_unexpected = Utilisez l’un des documents demandés.
reason-document_expired = Ce document a expiré. Utilisez-en un encore valable.
reason-expiry_unknown = Nous n’avons pas pu lire la date d’expiration. Réessayez avec une bonne lumière.
reason-document_specimen = Cela ressemble à un spécimen. Utilisez votre propre document.
reason-mrz_missing = Gardez dans l’image les lignes au bas du document.
reason-mrz_check_failed = Nous n’avons pas bien lu les lignes du bas. Réessayez.
reason-mrz_repaired = { reason-mrz_check_failed }
reason-mrz_visual_mismatch = Des parties du document ne concordent pas. Une personne va regarder.
reason-mrz_country_unknown = Nous n’avons pas pu lire le pays. Réessayez avec une bonne lumière.
reason-mrz_name_uncertain = Nous n’avons pas lu le nom avec certitude. Réessayez avec une bonne lumière.
reason-date_ambiguous = Nous n’avons pas lu une date avec certitude. Une personne va regarder.
reason-barcode_unreadable = Nous n’avons pas pu lire le code-barres. Photographiez-le à plat et de près.
reason-barcode_not_aamva = Ce code ne contient pas de données de permis. Photographiez le verso de votre permis.
reason-barcode_front_mismatch = Le recto et le verso ne semblent pas aller ensemble. Photographiez-les de nouveau.
reason-image_consistency_doubtful = Photographiez le document original, ni copie ni écran.
reason-address_document_unsuitable = Ce papier ne montre pas où vous habitez. Envoyez une facture de logement, un relevé bancaire ou un courrier officiel.
reason-no_address_found = Nous n’avons pas trouvé votre nom et votre adresse. Envoyez la page où figurent les deux.
reason-document_reused = Une personne va regarder votre document.
reason-no_face = Nous n’avons pas trouvé votre visage. Regardez droit dans l’appareil, avec une bonne lumière.
reason-several_faces = Veillez à être seul dans l’image.
reason-face_too_small = Rapprochez-vous de l’appareil.
reason-face_too_blurred = { reason-image_blurred }
reason-occluded = Retirez lunettes de soleil, masque ou chapeau et réessayez.
reason-face_turned = Regardez droit dans l’appareil.
reason-no_portrait = Nous n’avons pas trouvé la photo du document. Photographiez le côté avec votre photo.
reason-selfie_face_mismatch = Votre selfie ne semble pas correspondre au document. Réessayez avec une bonne lumière.
reason-selfie_face_doubtful = Nous ne sommes pas sûrs du selfie. Réessayez avec une bonne lumière.
reason-liveness_not_run = Une personne va regarder.
reason-liveness_failed = Prenez un nouveau selfie de vous.
reason-liveness_inconclusive = Prenez un nouveau selfie avec une bonne lumière.
reason-liveness_passive_only = { reason-liveness_not_run }
reason-pattern_seen = Prenez-vous vous-même, pas une photo ni un écran.
reason-edges_seen = { reason-pattern_seen }
reason-colours_flat = { reason-liveness_inconclusive }
reason-capture_edited = Prenez un nouveau selfie avec votre appareil photo.
reason-liveness_model_objects = { reason-liveness_inconclusive }
reason-challenge_times_wrong = L’enregistrement a rencontré un problème. Réessayez.
reason-challenge_incomplete = L’enregistrement était trop court. Suivez-le jusqu’au bout.
reason-challenge_face_lost = Gardez votre visage dans l’image et réessayez.
reason-challenge_frozen = L’enregistrement s’est figé. Réessayez.
reason-challenge_turns_missing = Tournez un peu plus la tête et réessayez.
reason-challenge_turns_wrong = Tournez la tête dans l’ordre indiqué et réessayez.
reason-challenge_turns_mistimed = Tournez au moment demandé et réessayez.
reason-challenge_flat = Montrez-vous, pas une photo, et réessayez.
reason-challenge_person_changed = Veillez à être seul dans l’image et réessayez.
reason-challenge_selfie_mismatch = Faites vous-même le selfie et l’enregistrement, puis réessayez.
reason-challenge_flash_unseen = Allez dans un endroit plus sombre, rapprochez-vous de l’écran et réessayez.
reason-challenge_flash_wrong = { reason-challenge_flash_unseen }
reason-name_mismatch = Le nom ne correspond pas à votre commande. Vérifiez-le.
reason-name_close = Le nom diffère un peu de votre commande. Une personne va regarder.
reason-name_unreadable = Nous n’avons pas pu lire le nom. Réessayez avec une bonne lumière.
reason-date_of_birth_mismatch = La date de naissance ne correspond pas. Vérifiez-la.
reason-date_of_birth_unreadable = Nous n’avons pas pu lire la date de naissance. Réessayez avec une bonne lumière.
reason-address_mismatch = L’adresse ne correspond pas à votre commande. Vérifiez-la.
reason-address_close = L’adresse diffère un peu de votre commande. Une personne va regarder.
reason-address_unreadable = Nous n’avons pas pu lire l’adresse. Réessayez avec une bonne lumière.
reason-document_number_mismatch = Le numéro du document ne correspond pas. Vérifiez-le.
reason-document_number_unreadable = Nous n’avons pas pu lire le numéro du document. Réessayez avec une bonne lumière.
reason-issuing_country_mismatch = Utilisez un document du pays que vous avez indiqué.
reason-issuing_country_unreadable = { reason-mrz_country_unknown }
reason-check_missing = { reason-liveness_not_run }
reason-age_unknown = { reason-date_of_birth_unreadable }
reason-under_age = Désolé, cette commande demande un âge minimum.
reason-proof_of_address_date_unknown = Nous n’avons pas trouvé la date. Envoyez la page où elle figure.
reason-proof_of_address_old = Envoyez un document plus récent.
