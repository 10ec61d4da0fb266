# نصوص الصفحات التي يراها الشخص: قصيرة وودودة، بلا مصطلحات وبلا لوم.

loading = لحظة من فضلك…
back = رجوع
close = إغلاق
language = اللغة
test-mode = تجربة
optional = (اختياري)
step-of = الخطوة { $at } من { $of }
offline = لا يوجد اتصال. لم يضع شيء، وسنكمل عند عودة الشبكة.
ask-shop = هل لديك سؤال؟ يسعد { $shop } أن يساعدك.

## الموافقة
intro-title = لنتأكد أنك أنت
intro-lead = يطلب { $shop } ذلك مرة واحدة. يستغرق نحو دقيقتين. جهّز ما يلي:
asks-photo_id = جواز السفر أو بطاقة الهوية أو رخصة القيادة
asks-photo_id_back = الوجه الخلفي لهذه الوثيقة
asks-proof_of_address = فاتورة أو كشف حساب أو رسالة عليها عنوانك
asks-selfie = وجهك، لصورة ذاتية
consent-label = ماذا نفعل بصورك
consent-agree = أوافق، لنبدأ
way-usual = العودة إلى الفحص السريع
way-human_review = أفضّل أن يفحصها شخص
way-non_biometric = المتابعة دون صورة ذاتية

## على المكتب
where-title = تابع على هاتفك
where-lead = وجّه كاميرا هاتفك نحو هذا الرمز. ستتابعك هذه الصفحة.
where-going = هاتفك يتولى الأمر الآن. يمكنك المتابعة من هنا.
qr-alt = رمز يفتح هذه الصفحة على هاتفك
qr-link = لا يمكنك مسحه؟
use-computer = استخدام هذا الحاسوب
use-phone = استخدام هاتفي
step-photo_id = وثيقتك
step-photo_id_back = الوجه الخلفي
step-proof_of_address = عنوانك
step-selfie = صورتك الذاتية
step-challenge = تسجيل قصير

## الصور
take-photo_id = صوّر وثيقتك
take-photo_id-lead = الوجه الذي عليه صورتك. في جواز السفر هي صفحة الصورة.
tip-photo_id-1 = ضعها على طاولة بلون مختلف
tip-photo_id-2 = اختر ضوءًا جيدًا دون انعكاسات
take-photo_id_back = الآن الوجه الخلفي
take-photo_id_back-lead = اقلب الوثيقة. إن لم يكن في الخلف شيء فتجاوز هذه الخطوة.
tip-photo_id_back-1 = أبقِ الزوايا الأربع داخل الصورة
take-proof_of_address = أرِنا أين تسكن
take-proof_of_address-lead = فاتورة أو كشف حساب أو رسالة رسمية عليها اسمك وعنوانك، لا يزيد عمرها على ثلاثة أشهر.
tip-proof_of_address-1 = ملف PDF من مصرفك أو مزوّدك هو الأنسب
tip-proof_of_address-2 = أو صوّر الصفحة كاملة
take-selfie = التقط صورة ذاتية
take-selfie-lead = وجهك فقط، ناظرًا إلى الكاميرا مباشرة.
tip-selfie-1 = الضوء أمامك لا خلفك
tip-selfie-2 = دون نظارة شمسية أو قبعة أو كمامة
open-camera = فتح الكاميرا
choose-file = اختيار صورة
choose-file-pdf = اختيار ملف
skip = تجاوز
skip-back = لا شيء في الخلف
keep-photo = الاحتفاظ بالصورة المرسلة
camera-label = صورة مباشرة من الكاميرا
shutter = التقاط الصورة
swap = كاميرا أخرى
pause-text = الكاميرا متوقفة أثناء غيابك.
pause-go = متابعة

hint-opening = يجري فتح الكاميرا…
hint-good = ممتاز، اثبت هكذا…
hint-fit = ضع الوثيقة داخل الإطار
hint-fit-paper = ضع الصفحة داخل الإطار
hint-closer = اقترب قليلًا
hint-closer-face = اقترب قليلًا
hint-farther = ابتعد قليلًا
hint-dark = ضوء أكثر قليلًا من فضلك
hint-glare = هناك انعكاس. أمِلها قليلًا
hint-still = اثبت…
hint-blur = ليست واضحة بعد. اثبت…
hint-no-face = أظهر وجهك داخل الشكل البيضوي
hint-one-face = أنت وحدك في الصورة من فضلك
hint-centre = انتقل إلى الوسط

review-title = هل كل شيء مقروء؟
review-selfie = هل تظهر بوضوح في الصورة؟
review-file = هل هذا هو الملف الصحيح؟
review-good = تبدو جيدة
pdf-chosen = ملف PDF الخاص بك
alt-photo_id = صورتك للوثيقة
alt-photo_id_back = صورتك للوجه الخلفي
alt-proof_of_address = صورتك للصفحة
alt-selfie = صورتك الذاتية
use-photo = استخدامها
retake = التقاط أخرى
sending-label = مقدار ما أُرسل

## التسجيل
take-challenge = تسجيل قصير
take-challenge-lead = كي لا يستخدم أحد صورة لك: اتبع بعض الإرشادات لعشر ثوانٍ.
tip-challenge-1 = أدر رأسك حين يشير السهم، وابقَ كذلك
tip-challenge-2 = ثم انظر أمامك بينما تضيء الشاشة بالألوان
tip-challenge-3 = يفضّل مكان غير شديد الإضاءة
calm-lights = الأضواء الوامضة تزعجني. استخدموا ألوانًا بطيئة وهادئة.
start = أنا مستعد
start-now = ابدأ
challenge-progress = مدى تقدم التسجيل
challenge-looking = شكرًا. لحظة من فضلك…
do-straight = انظر إلى الكاميرا مباشرة
do-left = أدر رأسك إلى يسارك
do-right = أدر رأسك إلى يمينك
do-up = ارفع ذقنك قليلًا
again-title = كدنا. مرة أخرى من فضلك
again-lead = يحدث هذا كثيرًا. إليك ما يساعد:
again-left = { $left ->
    [one] بقيت محاولة واحدة. بعدها ينظر شخص في الأمر.
    [two] بقيت محاولتان. بعدهما ينظر شخص في الأمر.
   *[other] بقي من المحاولات { $left }. بعدها ينظر شخص في الأمر.
  }
try-again = المحاولة مجددًا
new-selfie = التقاط صورة ذاتية جديدة أولًا

## الإرسال والنتيجة
sending-title = يجري إرسال صورك
sending-lead = تنتقل مشفّرة. أبقِ هذه الصفحة مفتوحة من فضلك.
waiting-title = شكرًا. نحن ننظر فيها
waiting-lead = يستغرق ذلك بضع ثوانٍ.
waiting-examining = نقرأ وثيقتك ونقارن الصور…
result-approved = تم، شكرًا لك
result-approved-lead = كل شيء على ما يرام. يمكنك العودة إلى { $shop }.
result-rejected = لم ينجح الأمر بعد
result-rejected-lead = هذا ما أعاق الأمر. يمكنك المحاولة مجددًا الآن.
result-rejected-last = لم نتمكن من تأكيد هويتك بهذه الطريقة. يستطيع { $shop } مساعدتك.
result-in_review = ينظر شخص في الأمر
result-in_review-lead = لا حاجة إلى أن تفعل شيئًا. سيخبرك { $shop } قريبًا.
result-canceled = أُلغي هذا الفحص
result-canceled-lead = لم يعد { $shop } بحاجة إليه. يمكنك إغلاق هذه الصفحة.
attempts-left = { $left ->
    [one] يمكنك المحاولة مرة أخرى.
    [two] يمكنك المحاولة مرتين أخريين.
   *[other] عدد المحاولات الباقية: { $left }.
  }
back-to-shop = العودة إلى { $shop }
close-page = يمكنك إغلاق هذه الصفحة الآن.

## حين يعيق شيء الطريق
trouble-camera-denied = لم يُسمح بالكاميرا بعد
trouble-camera-denied-lead = المس رمز الكاميرا أو القفل بجانب العنوان، واسمح بالكاميرا لهذه الصفحة، ثم حاول مجددًا.
trouble-camera-missing = لم نجد كاميرا
trouble-camera-missing-lead = صِل كاميرا وحاول مجددًا، أو اختر طريقة أخرى أدناه.
trouble-camera-busy = برنامج آخر يستخدم الكاميرا
trouble-camera-busy-lead = أغلق مكالمات الفيديو والصفحات الأخرى ثم حاول مجددًا.
trouble-camera-insecure = تحتاج هذه الصفحة إلى اتصال آمن
trouble-camera-insecure-lead = تعمل الكاميرا فقط مع العناوين التي تبدأ بـ https. يمكنك اختيار صورة بدلًا من ذلك.
trouble-camera-failed = لم تعمل الكاميرا
trouble-camera-failed-lead = حاول مجددًا. إن استمر ذلك فأعد تشغيل المتصفح أو اختر طريقة أخرى أدناه.
trouble-link = هذا الرابط لا يعمل
trouble-link-lead = قد يكون ناقصًا أو منتهيًا. افتحه من الرسالة مجددًا أو اطلب رابطًا جديدًا من المتجر.
trouble-used = هذا الرابط مفتوح على جهاز آخر
trouble-used-lead = تابع هناك. لتغيير الجهاز أظهر رمزًا جديدًا في الصفحة التي بدأت منها.
trouble-expired = انتهى الوقت المخصص
trouble-expired-lead = لسلامتك ينتهي الرابط بعد مدة. اطلب رابطًا جديدًا من المتجر؛ لم نحتفظ ببياناتك.
trouble-exhausted = لم تبقَ محاولات
trouble-exhausted-lead = تواصل مع المتجر من فضلك. يمكنهم المتابعة معك.
trouble-server = حدث خلل من جهتنا
trouble-server-lead = لا ذنب لك في ذلك. حاول مجددًا بعد لحظات.
trouble-camera-unsupported = هذا المتصفح أقدم من أن يستخدم الكاميرا
trouble-camera-unsupported-lead = حدّثه أو استخدم غيره. يمكنك أيضًا إرسال صور.

## الصفحة نفسها، والصفحة البسيطة حيث لا تعمل
page-title = أكّد هويتك
page-script = تحتاج هذه الصفحة إلى JavaScript لالتقاط صورك وإرسالها. فعّله من فضلك، أو افتح الرابط في متصفح آخر.
plain-send = إرسال الكل
plain-no-recording = يلزم تسجيل قصير لا تستطيع هذه الصفحة إجراءه. افتح الرابط في متصفح آخر من فضلك.
forms-go = المتابعة دون JavaScript
forms-link = الرابط الذي وصلك
forms-link-lead = انسخ العنوان الكامل الذي وصلك والصقه هنا.
forms-open = فتح
forms-missing = تنقص صورة. اخترها من فضلك وأرسل مرة أخرى.
forms-look = تحقق من الحالة

## حول الصفحة داخل المتجر
widget-title = التحقق من الهوية
widget-close = إغلاق
widget-loading = لحظة من فضلك…
widget-failed = تعذّر فتح الفحص. حاول لاحقًا من فضلك.
widget-button = أكّد هويتك

## ما أعاق الأمر، بحسب رموز الخادم
reason-image_empty = لم تصل الصورة. أرسلها مجددًا من فضلك.
reason-image_type_unsupported = أرسل الصورة بصيغة JPEG أو PNG أو WebP من فضلك.
reason-image_unreadable = وصلت الصورة تالفة. التقطها مجددًا من فضلك.
reason-image_too_large = الصورة كبيرة جدًا. أرسل صورة أصغر من 15 ميغابايت.
reason-image_too_many_pixels = { reason-image_too_large }
reason-body_too_large = { reason-image_too_large }
reason-image_too_small = الصورة صغيرة جدًا. اقترب من فضلك.
reason-processing_timeout = استغرق ذلك وقتًا طويلًا. حاول بصورة أخرى.
reason-processing_failed = حدث خلل من جهتنا. حاول مجددًا.
reason-pdf_encrypted = هذا الملف مقفل. أرسل ملفًا دون كلمة مرور أو صورة.
reason-pdf_unreadable = تعذّر فتح هذا الملف. احفظه مجددًا أو أرسل صورة.
reason-pdf_too_many_pages = هذا الملف طويل جدًا. أرسل الصفحة التي عليها اسمك وعنوانك فقط.
reason-pdf_too_complex = هذا الملف كبير جدًا. أرسل صورة للصفحة بدلًا منه.
reason-image_blurred = الصورة غير واضحة. ثبّت الهاتف وحاول مجددًا.
reason-image_glare = يغطي انعكاس جزءًا من الوثيقة. أمِلها قليلًا وحاول مجددًا.
reason-image_too_dark = الصورة مظلمة. ابحث عن مكان أكثر إضاءة.
reason-image_low_resolution = الوثيقة بعيدة. اقترب من فضلك.
reason-image_mirrored = الصورة معكوسة. استخدم الكاميرا العادية من فضلك.
reason-document_cut_off = أبقِ الوثيقة كاملة في الصورة من فضلك.
reason-no_document = لم نجد وثيقة. صوّر الوجه الذي عليه صورتك.
reason-document_unreadable = تعذّرت قراءة الوثيقة. حاول مجددًا في ضوء جيد.
reason-document_type_unexpected = استخدم إحدى الوثائق المطلوبة من فضلك.
reason-document_expired = انتهت صلاحية هذه الوثيقة. استخدم وثيقة سارية.
reason-expiry_unknown = تعذّرت قراءة تاريخ الانتهاء. حاول مجددًا في ضوء جيد.
reason-document_specimen = تبدو هذه عيّنة. استخدم وثيقتك الخاصة من فضلك.
reason-mrz_missing = أبقِ الأسطر في أسفل الوثيقة داخل الصورة من فضلك.
reason-mrz_check_failed = لم نتمكن من قراءة الأسطر السفلى جيدًا. حاول مجددًا.
reason-mrz_repaired = { reason-mrz_check_failed }
reason-mrz_visual_mismatch = أجزاء من الوثيقة غير متطابقة. سينظر شخص في الأمر.
reason-mrz_country_unknown = تعذّرت قراءة البلد. حاول مجددًا في ضوء جيد.
reason-mrz_name_uncertain = لم نقرأ الاسم بيقين. حاول مجددًا في ضوء جيد.
reason-date_ambiguous = لم نقرأ أحد التواريخ بيقين. سينظر شخص في الأمر.
reason-barcode_unreadable = تعذّرت قراءة الرمز الشريطي. صوّره مسطحًا ومن قرب.
reason-barcode_not_aamva = لا يحتوي هذا الرمز بيانات رخصة. صوّر الوجه الخلفي لرخصتك.
reason-barcode_front_mismatch = يبدو أن الوجهين لا ينتميان معًا. صوّرهما مجددًا.
reason-image_consistency_doubtful = صوّر الوثيقة الأصلية، لا نسخة ولا شاشة.
reason-address_document_unsuitable = لا تُظهر هذه الورقة أين تسكن. أرسل فاتورة منزل أو كشف حساب أو رسالة رسمية.
reason-no_address_found = لم نجد اسمك وعنوانك. أرسل الصفحة التي عليها كلاهما.
reason-document_reused = سينظر شخص في وثيقتك.
reason-no_face = لم نجد وجهك. انظر إلى الكاميرا مباشرة في ضوء جيد.
reason-several_faces = تأكد أنك وحدك في الصورة.
reason-face_too_small = اقترب من الكاميرا من فضلك.
reason-face_too_blurred = { reason-image_blurred }
reason-occluded = اخلع النظارة الشمسية أو الكمامة أو القبعة وحاول مجددًا.
reason-face_turned = انظر إلى الكاميرا مباشرة من فضلك.
reason-no_portrait = لم نجد الصورة على الوثيقة. صوّر الوجه الذي عليه صورتك.
reason-selfie_face_mismatch = لا تبدو صورتك مطابقة للوثيقة. حاول مجددًا في ضوء جيد.
reason-selfie_face_doubtful = لسنا متأكدين من صورتك. حاول مجددًا في ضوء جيد.
reason-liveness_not_run = سينظر شخص في الأمر.
reason-liveness_failed = التقط صورة ذاتية جديدة لك من فضلك.
reason-liveness_inconclusive = التقط صورة ذاتية جديدة في ضوء جيد من فضلك.
reason-liveness_passive_only = { reason-liveness_not_run }
reason-pattern_seen = صوّر نفسك، لا صورة ولا شاشة.
reason-edges_seen = { reason-pattern_seen }
reason-colours_flat = { reason-liveness_inconclusive }
reason-capture_edited = التقط صورة ذاتية جديدة بالكاميرا من فضلك.
reason-liveness_model_objects = { reason-liveness_inconclusive }
reason-challenge_times_wrong = حدث خلل في التسجيل. حاول مجددًا.
reason-challenge_incomplete = كان التسجيل قصيرًا. تابعه حتى النهاية من فضلك.
reason-challenge_face_lost = أبقِ وجهك في الصورة وحاول مجددًا.
reason-challenge_frozen = توقف التسجيل. حاول مجددًا.
reason-challenge_turns_missing = أدر رأسك أكثر قليلًا وحاول مجددًا.
reason-challenge_turns_wrong = أدر رأسك بالترتيب المطلوب وحاول مجددًا.
reason-challenge_turns_mistimed = أدر رأسك حين يُطلب منك وحاول مجددًا.
reason-challenge_flat = أظهر نفسك، لا صورة، وحاول مجددًا.
reason-challenge_person_changed = تأكد أنك وحدك في الصورة وحاول مجددًا.
reason-challenge_selfie_mismatch = التقط الصورة والتسجيل لنفسك وحاول مجددًا.
reason-challenge_flash_unseen = انتقل إلى مكان أقل إضاءة، واقترب من الشاشة، وحاول مجددًا.
reason-challenge_flash_wrong = { reason-challenge_flash_unseen }
reason-name_mismatch = الاسم لا يطابق طلبك. تحقق منه من فضلك.
reason-name_close = يختلف الاسم قليلًا عن طلبك. سينظر شخص في الأمر.
reason-name_unreadable = تعذّرت قراءة الاسم. حاول مجددًا في ضوء جيد.
reason-date_of_birth_mismatch = تاريخ الميلاد غير مطابق. تحقق منه من فضلك.
reason-date_of_birth_unreadable = تعذّرت قراءة تاريخ الميلاد. حاول مجددًا في ضوء جيد.
reason-address_mismatch = العنوان لا يطابق طلبك. تحقق منه من فضلك.
reason-address_close = يختلف العنوان قليلًا عن طلبك. سينظر شخص في الأمر.
reason-address_unreadable = تعذّرت قراءة العنوان. حاول مجددًا في ضوء جيد.
reason-document_number_mismatch = رقم الوثيقة غير مطابق. تحقق منه من فضلك.
reason-document_number_unreadable = تعذّرت قراءة رقم الوثيقة. حاول مجددًا في ضوء جيد.
reason-issuing_country_mismatch = استخدم وثيقة من البلد الذي ذكرته من فضلك.
reason-issuing_country_unreadable = { reason-mrz_country_unknown }
reason-check_missing = { reason-liveness_not_run }
reason-age_unknown = { reason-date_of_birth_unreadable }
reason-under_age = عذرًا، لهذا الطلب حد أدنى للعمر.
reason-proof_of_address_date_unknown = لم نجد التاريخ. أرسل الصفحة التي عليها التاريخ.
reason-proof_of_address_old = أرسل وثيقة أحدث من فضلك.
