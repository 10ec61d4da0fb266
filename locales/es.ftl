# Textos de las páginas que ve la persona: cortos, amables, sin tecnicismos y sin reproches.

loading = Un momento…
back = Atrás
close = Cerrar
language = Idioma
test-mode = Prueba
optional = (opcional)
step-of = Paso { $at } de { $of }
offline = No hay conexión. No se pierde nada; seguimos en cuanto vuelva la red.
ask-shop = ¿Dudas? { $shop } te ayuda con gusto.

## Consentimiento
intro-title = Confirmemos que eres tú
intro-lead = { $shop } te lo pide una sola vez. Son unos dos minutos. Ten a mano:
asks-photo_id = Tu pasaporte, documento de identidad o permiso de conducir
asks-photo_id_back = El reverso de ese documento
asks-proof_of_address = Una factura, un extracto bancario o una carta con tu dirección
asks-selfie = Tu cara, para un selfie
consent-label = Qué hacemos con tus fotos
consent-agree = De acuerdo, empecemos
way-usual = Usar la comprobación rápida
way-human_review = Prefiero que lo revise una persona
way-non_biometric = Seguir sin selfie

## En el escritorio
where-title = Sigue en tu móvil
where-lead = Apunta la cámara del móvil a este código. Esta página te acompaña.
where-going = Tu móvil ha tomado el relevo. Aquí puedes verlo.
qr-alt = Código que abre esta página en tu móvil
qr-link = ¿No puedes escanearlo?
use-computer = Usar este ordenador
use-phone = Usar mi móvil
step-photo_id = Tu documento
step-photo_id_back = El reverso
step-proof_of_address = Tu dirección
step-selfie = Tu selfie
step-challenge = Una grabación corta

## Fotos
take-photo_id = Fotografía tu documento
take-photo_id-lead = El lado con tu foto. En un pasaporte, la página de la foto.
tip-photo_id-1 = Ponlo sobre una mesa de otro color
tip-photo_id-2 = Busca buena luz sin reflejos
take-photo_id_back = Ahora el reverso
take-photo_id_back-lead = Dale la vuelta. Si detrás no hay nada, sáltatelo.
tip-photo_id_back-1 = Que se vean las cuatro esquinas
take-proof_of_address = Muestra dónde vives
take-proof_of_address-lead = Una factura, un extracto bancario o una carta oficial con tu nombre y dirección, de los últimos tres meses.
tip-proof_of_address-1 = Un PDF de tu banco o proveedor es perfecto
tip-proof_of_address-2 = O fotografía la página entera
take-selfie = Hazte un selfie
take-selfie-lead = Solo tu cara, mirando de frente a la cámara.
tip-selfie-1 = La luz delante, no detrás
tip-selfie-2 = Sin gafas de sol, gorra ni mascarilla
open-camera = Abrir la cámara
choose-file = Elegir una foto
choose-file-pdf = Elegir un archivo
skip = Saltar
skip-back = Detrás no hay nada
keep-photo = Conservar la que envié
camera-label = Imagen en directo de tu cámara
shutter = Tomar la foto
swap = Otra cámara
pause-text = La cámara descansa mientras no estás.
pause-go = Seguir

hint-opening = Abriendo la cámara…
hint-good = Perfecto, no te muevas…
hint-fit = Encaja el documento en el marco
hint-fit-paper = Encaja la página en el marco
hint-closer = Acércate un poco
hint-closer-face = Ven un poco más cerca
hint-farther = Aléjate un poco
hint-dark = Un poco más de luz, por favor
hint-glare = Hay un reflejo. Inclínalo un poco
hint-still = No te muevas…
hint-blur = Aún no está nítido. No te muevas…
hint-no-face = Muestra tu cara en el óvalo
hint-one-face = Solo tú en la imagen, por favor
hint-centre = Colócate en el centro

review-title = ¿Se lee todo bien?
review-selfie = ¿Se te ve bien?
review-file = ¿Es este el archivo correcto?
review-good = Se ve bien
pdf-chosen = Tu PDF
alt-photo_id = Tu foto del documento
alt-photo_id_back = Tu foto del reverso
alt-proof_of_address = Tu foto de la página
alt-selfie = Tu selfie
use-photo = Usar esta
retake = Hacer otra
sending-label = Cuánto se ha enviado

## Grabación
take-challenge = Una grabación corta
take-challenge-lead = Para que nadie pueda usar una foto tuya: sigue unas indicaciones durante diez segundos.
tip-challenge-1 = Gira la cabeza cuando lo indique la flecha y quédate así
tip-challenge-2 = Después mira de frente mientras la pantalla brilla en colores
tip-challenge-3 = Mejor en un lugar no demasiado luminoso
calm-lights = Me molestan las luces intermitentes. Usa colores lentos y suaves.
start = Estoy listo
start-now = Empezar
challenge-progress = Cuánto lleva la grabación
challenge-looking = Gracias. Un momento…
do-straight = Mira de frente a la cámara
do-left = Gira la cabeza a tu izquierda
do-right = Gira la cabeza a tu derecha
do-up = Levanta un poco la barbilla
again-title = Casi. Una vez más, por favor
again-lead = Pasa a menudo. Esto ayuda:
again-left = { $left ->
    [one] Queda un intento. Después lo verá una persona.
   *[other] Quedan { $left } intentos. Después lo verá una persona.
  }
try-again = Intentar de nuevo
new-selfie = Hacer antes otro selfie

## Envío y resultado
sending-title = Enviando tus fotos
sending-lead = Viajan cifradas. Mantén abierta esta página, por favor.
waiting-title = Gracias. Lo estamos mirando
waiting-lead = Tarda unos segundos.
waiting-examining = Leemos tu documento y comparamos las fotos…
result-approved = Listo, gracias
result-approved-lead = Todo está bien. Puedes volver a { $shop }.
result-rejected = Todavía no ha funcionado
result-rejected-lead = Esto lo impidió. Puedes intentarlo de nuevo ahora mismo.
result-rejected-last = No hemos podido confirmar quién eres de esta forma. { $shop } puede ayudarte.
result-in_review = Una persona lo está mirando
result-in_review-lead = No tienes que hacer nada. { $shop } te avisará pronto.
result-canceled = Esta comprobación se canceló
result-canceled-lead = { $shop } ya no la necesita. Puedes cerrar esta página.
attempts-left = { $left ->
    [one] Puedes intentarlo una vez más.
   *[other] Puedes intentarlo { $left } veces más.
  }
back-to-shop = Volver a { $shop }
close-page = Ya puedes cerrar esta página.

## Si algo lo impide
trouble-camera-denied = Falta el permiso para la cámara
trouble-camera-denied-lead = Toca el icono de cámara o candado junto a la dirección, permite la cámara para esta página e inténtalo de nuevo.
trouble-camera-missing = No encontramos ninguna cámara
trouble-camera-missing-lead = Conecta una e inténtalo de nuevo, o elige otra opción abajo.
trouble-camera-busy = Otro programa usa la cámara
trouble-camera-busy-lead = Cierra videollamadas y otras páginas con cámara e inténtalo de nuevo.
trouble-camera-insecure = Esta página necesita una conexión segura
trouble-camera-insecure-lead = Las cámaras solo funcionan en direcciones que empiezan por https. Puedes elegir una foto.
trouble-camera-failed = La cámara no arrancó
trouble-camera-failed-lead = Inténtalo de nuevo. Si sigue así, reinicia el navegador o elige otra opción abajo.
trouble-link = Este enlace no funciona
trouble-link-lead = Quizá esté incompleto o haya terminado. Ábrelo de nuevo desde el mensaje o pide otro a la tienda.
trouble-used = Este enlace está abierto en otro dispositivo
trouble-used-lead = Sigue allí. Para cambiar de dispositivo, muestra un código nuevo en la página donde empezaste.
trouble-expired = El tiempo para esto se acabó
trouble-expired-lead = Por tu seguridad, el enlace termina pasado un rato. Pide otro a la tienda; tus datos no se guardaron.
trouble-exhausted = No quedan intentos
trouble-exhausted-lead = Contacta con la tienda, por favor. Allí pueden seguir contigo.
trouble-server = Algo falló por nuestra parte
trouble-server-lead = No es culpa tuya. Inténtalo de nuevo en un momento.
trouble-camera-unsupported = Este navegador es demasiado antiguo para la cámara
trouble-camera-unsupported-lead = Actualízalo o usa otro. También puedes enviar fotos.

## La página misma, y la sencilla donde no funciona
page-title = Confirma quién eres
page-script = Esta página necesita JavaScript para hacer y enviar tus fotos. Actívalo o abre el enlace en otro navegador.
plain-send = Enviar todo
plain-no-recording = Hace falta una grabación corta que esta página no puede hacer. Abre el enlace en otro navegador, por favor.
forms-go = Seguir sin JavaScript
forms-link = El enlace que recibiste
forms-link-lead = Copia la dirección completa que recibiste y pégala aquí.
forms-open = Abrir
forms-missing = Falta una foto. Elígela y envía de nuevo, por favor.
forms-look = Ver cómo va

## Alrededor de la página, en una tienda
widget-title = Comprobación de identidad
widget-close = Cerrar
widget-loading = Un momento…
widget-failed = No se pudo abrir la comprobación. Inténtalo más tarde.
widget-button = Confirma quién eres

## Qué lo impidió, según los códigos del servidor
reason-image_empty = La foto no llegó. Envíala de nuevo, por favor.
reason-image_type_unsupported = Envía la foto en JPEG, PNG o WebP, por favor.
reason-image_unreadable = La foto llegó dañada. Hazla de nuevo, por favor.
reason-image_too_large = La foto es demasiado grande. Envía una de menos de 15 MB.
reason-image_too_many_pixels = { reason-image_too_large }
reason-body_too_large = { reason-image_too_large }
reason-image_too_small = La foto es demasiado pequeña. Acércate, por favor.
reason-processing_timeout = Tardó demasiado. Inténtalo con otra foto.
reason-processing_failed = Algo falló por nuestra parte. Inténtalo de nuevo.
reason-pdf_encrypted = Este PDF está bloqueado. Envía uno sin contraseña o una foto.
reason-pdf_unreadable = No pudimos abrir este PDF. Guárdalo de nuevo o envía una foto.
reason-pdf_too_many_pages = Este PDF es demasiado largo. Envía solo la página con tu nombre y dirección.
reason-pdf_too_complex = Este PDF es demasiado grande. Envía una foto de la página.
reason-image_blurred = La foto está borrosa. Sujeta firme el móvil e inténtalo de nuevo.
reason-image_glare = Un reflejo tapa parte del documento. Inclínalo un poco e inténtalo de nuevo.
reason-image_too_dark = La foto está oscura. Busca un lugar con más luz.
reason-image_low_resolution = El documento está demasiado lejos. Acércate, por favor.
reason-image_mirrored = La foto está invertida. Usa la cámara normal, por favor.
reason-document_cut_off = Que el documento entero salga en la foto, por favor.
reason-no_document = No encontramos ningún documento. Fotografía el lado con tu foto.
reason-document_unreadable = No pudimos leer el documento. Inténtalo de nuevo con buena luz.
reason-document_type_unexpected = Usa uno de los documentos que pedimos, por favor.
reason-document_expired = Este documento está caducado. Usa uno vigente, por favor.
reason-expiry_unknown = No pudimos leer la fecha de caducidad. Inténtalo de nuevo con buena luz.
reason-document_specimen = Parece una muestra. Usa tu propio documento, por favor.
reason-mrz_missing = Que salgan en la foto las líneas de abajo del documento, por favor.
reason-mrz_check_failed = No pudimos leer bien las líneas de abajo. Inténtalo de nuevo.
reason-mrz_repaired = { reason-mrz_check_failed }
reason-mrz_visual_mismatch = Hay partes del documento que no coinciden. Lo mirará una persona.
reason-mrz_country_unknown = No pudimos leer el país. Inténtalo de nuevo con buena luz.
reason-mrz_name_uncertain = No pudimos leer el nombre con seguridad. Inténtalo de nuevo con buena luz.
reason-date_ambiguous = No pudimos leer una fecha con seguridad. Lo mirará una persona.
reason-barcode_unreadable = No pudimos leer el código de barras. Fotografíalo plano y de cerca.
reason-barcode_not_aamva = Este código no tiene datos del permiso. Fotografía el reverso de tu permiso.
reason-barcode_front_mismatch = El anverso y el reverso no parecen ir juntos. Fotografía los dos de nuevo.
reason-image_consistency_doubtful = Fotografía el documento original, no una copia ni una pantalla.
reason-address_document_unsuitable = Este papel no muestra dónde vives. Envía una factura de tu casa, un extracto bancario o una carta oficial.
reason-no_address_found = No encontramos tu nombre y dirección. Envía la página donde salen los dos.
reason-document_reused = Una persona mirará tu documento.
reason-no_face = No encontramos tu cara. Mira de frente a la cámara con buena luz.
reason-several_faces = Asegúrate de que solo salgas tú.
reason-face_too_small = Acércate a la cámara, por favor.
reason-face_too_blurred = { reason-image_blurred }
reason-occluded = Quítate gafas de sol, mascarilla o gorra e inténtalo de nuevo.
reason-face_turned = Mira de frente a la cámara, por favor.
reason-no_portrait = No encontramos la foto del documento. Fotografía el lado con tu foto.
reason-selfie_face_mismatch = Tu selfie no parece coincidir con el documento. Inténtalo de nuevo con buena luz.
reason-selfie_face_doubtful = No estamos seguros del selfie. Inténtalo de nuevo con buena luz.
reason-liveness_not_run = Lo mirará una persona.
reason-liveness_failed = Hazte otro selfie, por favor.
reason-liveness_inconclusive = Hazte otro selfie con buena luz, por favor.
reason-liveness_passive_only = { reason-liveness_not_run }
reason-pattern_seen = Hazte el selfie a ti, no a una foto ni a una pantalla.
reason-edges_seen = { reason-pattern_seen }
reason-colours_flat = { reason-liveness_inconclusive }
reason-capture_edited = Hazte otro selfie con tu cámara, por favor.
reason-liveness_model_objects = { reason-liveness_inconclusive }
reason-challenge_times_wrong = Algo falló en la grabación. Inténtalo de nuevo.
reason-challenge_incomplete = La grabación fue demasiado corta. Síguela hasta el final, por favor.
reason-challenge_face_lost = Mantén la cara en la imagen e inténtalo de nuevo.
reason-challenge_frozen = La grabación se detuvo. Inténtalo de nuevo.
reason-challenge_turns_missing = Gira un poco más la cabeza e inténtalo de nuevo.
reason-challenge_turns_wrong = Gira la cabeza en el orden indicado e inténtalo de nuevo.
reason-challenge_turns_mistimed = Gira cuando se te pida e inténtalo de nuevo.
reason-challenge_flat = Muéstrate tú, no una foto, e inténtalo de nuevo.
reason-challenge_person_changed = Asegúrate de que solo salgas tú e inténtalo de nuevo.
reason-challenge_selfie_mismatch = Haz el selfie y la grabación tú mismo e inténtalo de nuevo.
reason-challenge_flash_unseen = Ve a un lugar más oscuro, acércate a la pantalla e inténtalo de nuevo.
reason-challenge_flash_wrong = { reason-challenge_flash_unseen }
reason-name_mismatch = El nombre no coincide con tu pedido. Compruébalo, por favor.
reason-name_close = El nombre difiere un poco de tu pedido. Lo mirará una persona.
reason-name_unreadable = No pudimos leer el nombre. Inténtalo de nuevo con buena luz.
reason-date_of_birth_mismatch = La fecha de nacimiento no coincide. Compruébala, por favor.
reason-date_of_birth_unreadable = No pudimos leer la fecha de nacimiento. Inténtalo de nuevo con buena luz.
reason-address_mismatch = La dirección no coincide con tu pedido. Compruébala, por favor.
reason-address_close = La dirección difiere un poco de tu pedido. Lo mirará una persona.
reason-address_unreadable = No pudimos leer la dirección. Inténtalo de nuevo con buena luz.
reason-document_number_mismatch = El número del documento no coincide. Compruébalo, por favor.
reason-document_number_unreadable = No pudimos leer el número del documento. Inténtalo de nuevo con buena luz.
reason-issuing_country_mismatch = Usa un documento del país que indicaste, por favor.
reason-issuing_country_unreadable = { reason-mrz_country_unknown }
reason-check_missing = { reason-liveness_not_run }
reason-age_unknown = { reason-date_of_birth_unreadable }
reason-under_age = Lo sentimos, este pedido tiene una edad mínima.
reason-proof_of_address_date_unknown = No encontramos la fecha. Envía la página donde sale.
reason-proof_of_address_old = Envía un documento más reciente, por favor.
