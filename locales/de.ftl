# Texte der Seiten, die die Person sieht: kurz, freundlich, ohne Fachwörter, ohne Vorwurf.

loading = Einen Moment …
back = Zurück
close = Schließen
language = Sprache
test-mode = Test
optional = (freiwillig)
step-of = Schritt { $at } von { $of }
offline = Du bist offline. Nichts geht verloren; sobald das Netz zurück ist, geht es weiter.
ask-shop = Fragen? { $shop } hilft dir gern.

## Einwilligung
intro-title = Kurz zeigen, dass du es bist
intro-lead = { $shop } fragt einmalig danach. Es dauert etwa zwei Minuten. Das brauchst du:
asks-photo_id = Reisepass, Personalausweis oder Führerschein
asks-photo_id_back = Die Rückseite davon
asks-proof_of_address = Eine Rechnung, einen Kontoauszug oder Brief mit deiner Adresse
asks-selfie = Dein Gesicht, für ein Selfie
consent-label = Was mit deinen Bildern geschieht
consent-agree = Einverstanden, los geht’s
way-usual = Doch die schnelle Prüfung nehmen
way-human_review = Lieber einen Menschen prüfen lassen
way-non_biometric = Ohne Selfie weitermachen

## Am Schreibtisch
where-title = Weiter auf dem Handy
where-lead = Richte die Kamera deines Handys auf diesen Code. Diese Seite läuft mit.
where-going = Dein Handy hat übernommen. Hier kannst du zusehen.
qr-alt = Code, der diese Seite auf dem Handy öffnet
qr-link = Du kannst ihn nicht scannen?
use-computer = Diesen Computer nehmen
use-phone = Lieber mein Handy nehmen
step-photo_id = Dein Ausweis
step-photo_id_back = Seine Rückseite
step-proof_of_address = Deine Adresse
step-selfie = Dein Selfie
step-challenge = Eine kurze Aufnahme

## Bilder
take-photo_id = Fotografiere deinen Ausweis
take-photo_id-lead = Die Seite mit deinem Bild. Beim Reisepass ist das die Seite mit dem Foto.
tip-photo_id-1 = Leg ihn auf einen Tisch in anderer Farbe
tip-photo_id-2 = Such gutes Licht ohne Spiegelungen
take-photo_id_back = Jetzt die Rückseite
take-photo_id_back-lead = Dreh den Ausweis um. Steht hinten nichts, überspring das einfach.
tip-photo_id_back-1 = Alle vier Ecken sollen im Bild sein
take-proof_of_address = Zeig, wo du wohnst
take-proof_of_address-lead = Eine Rechnung, ein Kontoauszug oder ein amtlicher Brief mit Name und Adresse, nicht älter als drei Monate.
tip-proof_of_address-1 = Ein PDF deiner Bank oder deines Anbieters ist ideal
tip-proof_of_address-2 = Oder fotografiere die ganze Seite
take-selfie = Mach ein Selfie
take-selfie-lead = Nur dein Gesicht, Blick gerade in die Kamera.
tip-selfie-1 = Licht von vorn, nicht von hinten
tip-selfie-2 = Ohne Sonnenbrille, Mütze und Maske
open-camera = Kamera öffnen
choose-file = Foto auswählen
choose-file-pdf = Datei auswählen
skip = Überspringen
skip-back = Hinten steht nichts
keep-photo = Das gesendete behalten
camera-label = Livebild deiner Kamera
shutter = Foto aufnehmen
swap = Andere Kamera
pause-text = Solange du weg bist, ruht die Kamera.
pause-go = Weiter

hint-opening = Die Kamera geht an …
hint-good = Perfekt, so halten …
hint-fit = Bring den Ausweis in den Rahmen
hint-fit-paper = Bring die Seite in den Rahmen
hint-closer = Etwas näher heran
hint-closer-face = Komm etwas näher
hint-farther = Etwas weiter weg
hint-dark = Etwas mehr Licht, bitte
hint-glare = Da spiegelt sich etwas. Kipp ihn ein wenig
hint-still = Ruhig halten …
hint-blur = Noch nicht scharf. Ruhig halten …
hint-no-face = Zeig dein Gesicht im Oval
hint-one-face = Bitte nur du im Bild
hint-centre = Etwas mehr in die Mitte

review-title = Ist alles lesbar?
review-selfie = Bist du gut zu erkennen?
review-file = Ist das die richtige Datei?
review-good = Sieht gut aus
pdf-chosen = Dein PDF
alt-photo_id = Dein Foto vom Ausweis
alt-photo_id_back = Dein Foto von der Rückseite
alt-proof_of_address = Dein Foto von der Seite
alt-selfie = Dein Selfie
use-photo = Das nehmen
retake = Noch eins machen
sending-label = Wie viel schon gesendet ist

## Aufnahme
take-challenge = Eine kurze Aufnahme
take-challenge-lead = Damit niemand ein Foto von dir benutzen kann: Folge zehn Sekunden lang ein paar Hinweisen.
tip-challenge-1 = Dreh den Kopf, wenn der Pfeil es zeigt, und bleib so
tip-challenge-2 = Dann schau geradeaus, während der Bildschirm farbig leuchtet
tip-challenge-3 = Am besten in einem nicht zu hellen Raum
calm-lights = Ich vertrage Lichtblitze schlecht. Bitte langsame, sanfte Farben.
start = Ich bin bereit
start-now = Los
challenge-progress = Wie weit die Aufnahme ist
challenge-looking = Danke. Einen Moment …
do-straight = Schau gerade in die Kamera
do-left = Dreh den Kopf nach links
do-right = Dreh den Kopf nach rechts
do-up = Heb das Kinn ein wenig
again-title = Fast. Bitte noch einmal
again-lead = Das kommt oft vor. Das hilft:
again-left = { $left ->
    [one] Ein Versuch bleibt noch. Danach schaut ein Mensch darauf.
   *[other] { $left } Versuche bleiben noch. Danach schaut ein Mensch darauf.
  }
try-again = Noch einmal versuchen
new-selfie = Erst ein neues Selfie machen

## Senden und Ergebnis
sending-title = Deine Bilder werden gesendet
sending-lead = Sie reisen verschlüsselt. Lass diese Seite bitte offen.
waiting-title = Danke. Wir sehen es uns an
waiting-lead = Das dauert ein paar Sekunden.
waiting-examining = Der Ausweis wird gelesen, die Bilder werden verglichen …
result-approved = Fertig, danke dir
result-approved-lead = Alles in Ordnung. Du kannst zurück zu { $shop }.
result-rejected = Das hat noch nicht geklappt
result-rejected-lead = Das war im Weg. Du kannst es gleich noch einmal versuchen.
result-rejected-last = So konnten wir nicht bestätigen, wer du bist. { $shop } hilft dir weiter.
result-in_review = Ein Mensch sieht es sich an
result-in_review-lead = Du musst nichts tun. { $shop } meldet sich bald bei dir.
result-canceled = Diese Prüfung wurde abgesagt
result-canceled-lead = { $shop } braucht sie nicht mehr. Du kannst die Seite schließen.
attempts-left = { $left ->
    [one] Du kannst es noch einmal versuchen.
   *[other] Du kannst es noch { $left } Mal versuchen.
  }
back-to-shop = Zurück zu { $shop }
close-page = Du kannst diese Seite jetzt schließen.

## Wenn etwas im Weg ist
trouble-camera-denied = Die Kamera ist noch nicht erlaubt
trouble-camera-denied-lead = Tipp auf das Kamera- oder Schlosszeichen neben der Adresse, erlaube die Kamera für diese Seite und versuch es noch einmal.
trouble-camera-missing = Wir haben keine Kamera gefunden
trouble-camera-missing-lead = Schließ eine an und versuch es noch einmal, oder nimm unten einen anderen Weg.
trouble-camera-busy = Ein anderes Programm benutzt die Kamera
trouble-camera-busy-lead = Schließ Videoanrufe und andere Seiten mit Kamera und versuch es noch einmal.
trouble-camera-insecure = Diese Seite braucht eine sichere Verbindung
trouble-camera-insecure-lead = Kameras gehen nur auf Adressen, die mit https beginnen. Du kannst stattdessen ein Foto auswählen.
trouble-camera-failed = Die Kamera ging nicht an
trouble-camera-failed-lead = Versuch es noch einmal. Bleibt es so, starte den Browser neu oder nimm unten einen anderen Weg.
trouble-link = Dieser Link geht nicht
trouble-link-lead = Vielleicht ist er unvollständig oder beendet. Öffne ihn noch einmal aus der Nachricht, oder bitte den Shop um einen neuen.
trouble-used = Dieser Link ist auf einem anderen Gerät offen
trouble-used-lead = Mach dort weiter. Zum Wechseln zeig auf der Seite, auf der du begonnen hast, einen neuen Code.
trouble-expired = Die Zeit hierfür ist um
trouble-expired-lead = Zu deiner Sicherheit endet der Link nach einer Weile. Bitte den Shop um einen neuen; deine Daten wurden nicht behalten.
trouble-exhausted = Es sind keine Versuche mehr übrig
trouble-exhausted-lead = Wende dich bitte an den Shop. Dort geht es mit dir weiter.
trouble-server = Bei uns ist etwas schiefgegangen
trouble-server-lead = Es liegt nicht an dir. Versuch es bitte gleich noch einmal.
trouble-camera-unsupported = Dieser Browser ist zu alt für die Kamera
trouble-camera-unsupported-lead = Aktualisiere ihn oder nimm einen anderen. Du kannst auch Fotos senden.

## Die Seite selbst, und die einfache, wo sie nicht läuft
page-title = Zeig, dass du es bist
page-script = Diese Seite braucht JavaScript, um deine Bilder aufzunehmen und zu senden. Bitte schalte es ein oder öffne den Link in einem anderen Browser.
plain-send = Alles absenden
plain-no-recording = Es fehlt noch eine kurze Aufnahme, die diese Seite nicht machen kann. Bitte öffne den Link in einem anderen Browser.
forms-go = Ohne JavaScript weiter
forms-link = Der Link, den du bekommen hast
forms-link-lead = Kopiere die ganze Adresse, die du bekommen hast, und füge sie hier ein.
forms-open = Öffnen
forms-missing = Ein Bild fehlt noch. Bitte wähle es aus und sende noch einmal.
forms-look = Nachsehen, wie es steht

## Um die Seite herum im Shop
widget-title = Identitätsprüfung
widget-close = Schließen
widget-loading = Einen Moment …
widget-failed = Die Prüfung ließ sich nicht öffnen. Bitte versuch es später noch einmal.
widget-button = Zeigen, wer du bist

## Was im Weg war, nach den Codes des Servers
reason-image_empty = Das Foto ist nicht angekommen. Bitte sende es noch einmal.
reason-image_type_unsupported = Bitte sende das Foto als JPEG, PNG oder WebP.
reason-image_unreadable = Das Foto kam beschädigt an. Bitte nimm es noch einmal auf.
reason-image_too_large = Das Foto ist zu groß. Bitte sende eines unter 15 MB.
reason-image_too_many_pixels = { reason-image_too_large }
reason-body_too_large = { reason-image_too_large }
reason-image_too_small = Das Foto ist zu klein. Bitte geh näher heran.
reason-processing_timeout = Das hat zu lange gedauert. Bitte versuch es mit einem anderen Foto.
reason-processing_failed = Bei uns ist etwas schiefgegangen. Bitte versuch es noch einmal.
reason-pdf_encrypted = Dieses PDF ist gesperrt. Bitte sende eines ohne Passwort oder ein Foto.
reason-pdf_unreadable = Dieses PDF ließ sich nicht öffnen. Speichere es bitte neu oder sende ein Foto.
reason-pdf_too_many_pages = Dieses PDF ist zu lang. Bitte sende nur die Seite mit Name und Adresse.
reason-pdf_too_complex = Dieses PDF ist zu umfangreich. Bitte sende stattdessen ein Foto der Seite.
reason-image_blurred = Das Foto ist unscharf. Halt das Handy ruhig und versuch es noch einmal.
reason-image_glare = Eine Spiegelung verdeckt einen Teil. Kipp den Ausweis etwas und versuch es noch einmal.
reason-image_too_dark = Das Foto ist zu dunkel. Bitte such einen helleren Platz.
reason-image_low_resolution = Der Ausweis ist zu weit weg. Bitte geh näher heran.
reason-image_mirrored = Das Foto ist gespiegelt. Bitte nimm die normale Kamera.
reason-document_cut_off = Bitte nimm den ganzen Ausweis ins Bild.
reason-no_document = Wir haben keinen Ausweis gefunden. Bitte fotografiere die Seite mit deinem Bild.
reason-document_unreadable = Der Ausweis war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-document_type_unexpected = Bitte nimm eines der gewünschten Dokumente.
reason-document_expired = Dieser Ausweis ist abgelaufen. Bitte nimm einen, der noch gilt.
reason-expiry_unknown = Das Ablaufdatum war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-document_specimen = Das sieht nach einem Muster aus. Bitte nimm deinen eigenen Ausweis.
reason-mrz_missing = Die Zeilen unten auf dem Ausweis gehören bitte mit ins Bild.
reason-mrz_check_failed = Die Zeilen unten waren nicht gut lesbar. Bitte versuch es noch einmal.
reason-mrz_repaired = { reason-mrz_check_failed }
reason-mrz_visual_mismatch = Teile des Ausweises passen nicht zusammen. Ein Mensch sieht es sich an.
reason-mrz_country_unknown = Das Land war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-mrz_name_uncertain = Der Name war nicht sicher lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-date_ambiguous = Ein Datum war nicht eindeutig. Ein Mensch sieht es sich an.
reason-barcode_unreadable = Der Strichcode war nicht lesbar. Bitte fotografiere ihn flach und aus der Nähe.
reason-barcode_not_aamva = Dieser Strichcode enthält keine Führerscheindaten. Bitte fotografiere die Rückseite deines Führerscheins.
reason-barcode_front_mismatch = Vorder- und Rückseite scheinen nicht zusammenzugehören. Bitte fotografiere beide noch einmal.
reason-image_consistency_doubtful = Bitte fotografiere das Original, keine Kopie und keinen Bildschirm.
reason-address_document_unsuitable = Dieses Papier zeigt nicht, wo du wohnst. Bitte sende eine Rechnung für deine Wohnung, einen Kontoauszug oder einen amtlichen Brief.
reason-no_address_found = Name und Adresse waren nicht zu finden. Bitte sende die Seite, auf der beides steht.
reason-document_reused = Ein Mensch sieht sich deinen Ausweis an.
reason-no_face = Wir haben dein Gesicht nicht gefunden. Schau bei gutem Licht gerade in die Kamera.
reason-several_faces = Bitte achte darauf, dass nur du im Bild bist.
reason-face_too_small = Bitte komm näher an die Kamera.
reason-face_too_blurred = { reason-image_blurred }
reason-occluded = Bitte nimm Sonnenbrille, Maske oder Mütze ab und versuch es noch einmal.
reason-face_turned = Bitte schau gerade in die Kamera.
reason-no_portrait = Wir haben das Foto auf dem Ausweis nicht gefunden. Bitte fotografiere die Seite mit deinem Bild.
reason-selfie_face_mismatch = Dein Selfie scheint nicht zum Ausweis zu passen. Bitte versuch es bei gutem Licht noch einmal.
reason-selfie_face_doubtful = Beim Selfie sind wir uns nicht sicher. Bitte versuch es bei gutem Licht noch einmal.
reason-liveness_not_run = Ein Mensch sieht es sich an.
reason-liveness_failed = Bitte mach ein neues Selfie von dir.
reason-liveness_inconclusive = Bitte mach bei gutem Licht ein neues Selfie.
reason-liveness_passive_only = { reason-liveness_not_run }
reason-pattern_seen = Bitte nimm dich selbst auf, kein Bild und keinen Bildschirm.
reason-edges_seen = { reason-pattern_seen }
reason-colours_flat = { reason-liveness_inconclusive }
reason-capture_edited = Bitte mach ein neues Selfie mit deiner Kamera.
reason-liveness_model_objects = { reason-liveness_inconclusive }
reason-challenge_times_wrong = Bei der Aufnahme ging etwas schief. Bitte versuch es noch einmal.
reason-challenge_incomplete = Die Aufnahme war zu kurz. Bitte folge ihr noch einmal bis zum Ende.
reason-challenge_face_lost = Bitte bleib mit dem Gesicht im Bild und versuch es noch einmal.
reason-challenge_frozen = Die Aufnahme ist stehen geblieben. Bitte versuch es noch einmal.
reason-challenge_turns_missing = Bitte dreh den Kopf etwas weiter und versuch es noch einmal.
reason-challenge_turns_wrong = Bitte dreh den Kopf in der gezeigten Reihenfolge und versuch es noch einmal.
reason-challenge_turns_mistimed = Bitte dreh den Kopf, wenn es angezeigt wird, und versuch es noch einmal.
reason-challenge_flat = Bitte zeig dich selbst, kein Bild, und versuch es noch einmal.
reason-challenge_person_changed = Bitte achte darauf, dass nur du im Bild bist, und versuch es noch einmal.
reason-challenge_selfie_mismatch = Bitte mach Selfie und Aufnahme von dir selbst und versuch es noch einmal.
reason-challenge_flash_unseen = Bitte geh an einen dunkleren Platz, näher an den Bildschirm, und versuch es noch einmal.
reason-challenge_flash_wrong = { reason-challenge_flash_unseen }
reason-name_mismatch = Der Name passt nicht zu deiner Bestellung. Bitte prüf ihn.
reason-name_close = Der Name weicht etwas von deiner Bestellung ab. Ein Mensch sieht es sich an.
reason-name_unreadable = Der Name war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-date_of_birth_mismatch = Das Geburtsdatum passt nicht. Bitte prüf es.
reason-date_of_birth_unreadable = Das Geburtsdatum war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-address_mismatch = Die Adresse passt nicht zu deiner Bestellung. Bitte prüf sie.
reason-address_close = Die Adresse weicht etwas von deiner Bestellung ab. Ein Mensch sieht es sich an.
reason-address_unreadable = Die Adresse war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-document_number_mismatch = Die Ausweisnummer passt nicht. Bitte prüf sie.
reason-document_number_unreadable = Die Ausweisnummer war nicht lesbar. Bitte versuch es bei gutem Licht noch einmal.
reason-issuing_country_mismatch = Bitte nimm einen Ausweis aus dem Land, das du angegeben hast.
reason-issuing_country_unreadable = { reason-mrz_country_unknown }
reason-check_missing = { reason-liveness_not_run }
reason-age_unknown = { reason-date_of_birth_unreadable }
reason-under_age = Leider gilt für diese Bestellung ein Mindestalter.
reason-proof_of_address_date_unknown = Das Datum war nicht zu finden. Bitte sende die Seite, auf der es steht.
reason-proof_of_address_old = Bitte sende ein neueres Dokument.
