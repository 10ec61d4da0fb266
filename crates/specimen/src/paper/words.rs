//! What papers of several countries say, and who they are sent to. All of it is invented.

use countersign_core::document::address_proof::AddressDocument as Kind;

/// How a country writes addresses and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    American,
    Canadian,
    British,
    /// Number behind the street, code before the town.
    German,
    /// Number before the street, code before the town.
    French,
    Spanish,
}

/// People and places of one country.
pub(super) struct Place {
    pub form: Form,
    pub given: &'static [&'static str],
    pub family: &'static [&'static str],
    pub streets: &'static [&'static str],
    /// Town, state, code with `#` for a digit.
    pub towns: &'static [(&'static str, &'static str, &'static str)],
    /// Before a name, where the country's letters have it.
    pub salutations: &'static [&'static str],
    pub months: [&'static str; 12],
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const USA: Place = Place {
    form: Form::American,
    given: &["Marlene", "Theodore J", "Ruth", "Desmond", "Carla M", "Wesley"],
    family: &["Okafor", "Brandvold", "Castellanos", "Pruitt", "Yamane", "Holloway"],
    streets: &["Juniper Hollow Rd", "W 18th St", "Copper Mill Lane", "Lakeshore Blvd", "Old Post Road"],
    towns: &[
        ("Duluth", "MN", "558##"),
        ("Baton Rouge", "LA", "708##"),
        ("Eugene", "OR", "974##"),
        ("Rochester", "NY", "146##"),
    ],
    salutations: &[""],
    months: ENGLISH,
};

pub(super) const CANADA: Place = Place {
    form: Form::Canadian,
    given: &["Noelle", "Graham", "Priya", "Luc"],
    family: &["Tremblay", "MacIsaac", "Sandhu", "Whitford"],
    streets: &["Maple Ridge Crescent", "Harbour Street", "Queen Street East", "Birchmount Road"],
    towns: &[("Halifax", "NS", "B3H 4R2"), ("Guelph", "ON", "N1G 2W1"), ("Kelowna", "BC", "V1Y 9N8")],
    salutations: &[""],
    months: ENGLISH,
};

pub(super) const BRITAIN: Place = Place {
    form: Form::British,
    given: &["Imogen", "Alistair", "Farah", "Gareth"],
    family: &["Thornbury", "Pembridge", "Ahmed", "Llewellyn"],
    streets: &["Cobbler's Lane", "Station Road", "Priory Gardens", "Mill Street"],
    towns: &[("Hebden Bridge", "", "HX7 8AD"), ("Ludlow", "", "SY8 1AA"), ("Bristol", "", "BS6 5QX")],
    salutations: &["Mr", "Ms", "Mrs", ""],
    months: ENGLISH,
};

pub(super) const GERMANY: Place = Place {
    form: Form::German,
    given: &["Annegret", "Torsten", "Leyla", "Hans-Peter", "Käthe"],
    family: &["Wiesinger", "Öztürk", "Großmann", "Kupferschmid", "Behrens"],
    streets: &["Lindenstraße", "Am Alten Markt", "Bergweg", "Schillerplatz", "Kastanienallee"],
    towns: &[
        ("Wolfenbüttel", "", "383##"),
        ("Bad Tölz", "", "836##"),
        ("Görlitz", "", "028##"),
        ("Husum", "", "258##"),
    ],
    salutations: &["Herrn", "Frau", ""],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};

pub(super) const FRANCE: Place = Place {
    form: Form::French,
    given: &["Océane", "Bastien", "Maryse", "Jean-Luc"],
    family: &["Delacourt", "Thévenot", "Benali", "Garçonnet"],
    streets: &["rue des Tanneurs", "avenue Victor Hugo", "impasse du Moulin", "boulevard Carnot"],
    towns: &[("BESANÇON", "", "25000"), ("QUIMPER", "", "29000"), ("NÎMES", "", "30900"), ("LILLE", "", "59800")],
    salutations: &["M.", "Mme", "Madame", ""],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

pub(super) const SPAIN: Place = Place {
    form: Form::Spanish,
    given: &["Lucía", "Íñigo", "María Teresa", "Andrés"],
    family: &["Peñalver Ruiz", "Ibáñez Soto", "Cardona Vidal", "Quintero Mas"],
    streets: &["Calle de la Fuente", "Avenida del Puerto", "Plaza Mayor", "Calle San Roque"],
    towns: &[("Cuenca", "", "160##"), ("Avilés", "", "334##"), ("Albacete", "", "020##")],
    salutations: &["D.", "Dña.", ""],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};

/// What one kind of paper says in one country.
pub(super) struct Pack {
    pub kind: Kind,
    pub place: &'static Place,
    pub issuers: &'static [&'static str],
    pub title: &'static str,
    /// Label of the date of issue.
    pub issued: &'static str,
    /// Label of a date that is another.
    pub due: &'static str,
    pub account: &'static str,
    /// Label before the name, for papers that label it.
    pub name: &'static str,
    pub address: &'static str,
    pub rows: &'static [(&'static str, &'static str)],
    pub closing: &'static str,
}

macro_rules! pack {
    ($kind:ident $place:ident $issuers:expr, $title:literal, $issued:literal, $due:literal, $account:literal, $name:literal,
     $address:literal, [$($row:expr),*], $closing:literal) => {
        Pack {
            kind: Kind::$kind, place: &$place, issuers: &$issuers, title: $title, issued: $issued, due: $due, account: $account,
            name: $name, address: $address, rows: &[$($row),*], closing: $closing,
        }
    };
}

/// Papers that prove an address.
pub(super) const PROOFS: &[Pack] = &[
    pack!(UtilityBill USA ["Gopher Valley Electric", "Blue Heron Power Company"], "Your electric bill", "Bill date", "Payment due", "Account number",
        "Customer name", "Service address", [("Meter reading current", "48,221"), ("Energy used", "612 kWh"), ("Basic service charge", "$14.50"),
        ("Energy charge", "$71.60"), ("Amount due", "$86.10")], "Questions about your usage? Call 800-555-0142."),
    pack!(BankStatement USA ["First Prairie Bank", "Lantern Federal Credit Union"], "Account Statement", "Statement date", "Payment due date", "Account",
        "Account holder", "Mailing address", [("Beginning balance", "$2,114.08"), ("Deposits and credits", "$1,900.00"), ("Withdrawals", "$1,340.55"),
        ("Ending balance", "$2,673.53")], "Member FDIC. Please review this statement promptly."),
    pack!(PhoneBill CANADA ["Northern Loop Telecom Inc.", "Pinecone Mobile"], "Your internet and mobile bill", "Bill date", "Pay by", "Account no.",
        "Customer", "Service address", [("Fibre internet 500", "$74.00"), ("Wireless plan, 10 GB data usage", "$45.00"), ("HST", "$17.85"),
        ("Total due", "$136.85")], "Thank you for being with us."),
    pack!(TaxNotice BRITAIN ["Calder Vale Borough Council", "Marches District Council"], "Council Tax Bill", "Date of issue", "First instalment due",
        "Account reference", "Liable person", "Property", [("Valuation band", "C"), ("Council tax charge", "£1,842.11"), ("Adult social care", "£61.40"),
        ("Total payable", "£1,903.51")], "Pay by Direct Debit and spread the cost."),
    pack!(UtilityBill BRITAIN ["Severn Light Energy Ltd", "Moorland Water plc"], "Your energy statement", "Bill date", "Payment due by", "Account number",
        "Customer name", "Supply address", [("Electricity 312 kWh", "£84.20"), ("Standing charge", "£17.03"), ("Meter reading", "20881"),
        ("VAT at 5%", "£5.06")], "Your tariff ends next year. We will write to you."),
    pack!(UtilityBill GERMANY ["Stadtwerke Harztal GmbH", "Nordlicht Energie AG"], "Ihre Stromrechnung", "Rechnungsdatum", "Fällig am", "Kundennummer",
        "Kunde", "Lieferstelle", [("Zählerstand neu", "18.442 kWh"), ("Verbrauch", "2.310 kWh"), ("Arbeitspreis", "693,00 €"),
        ("Abschlag monatlich", "74,00 €")], "Fragen? Wir sind gern für Sie da."),
    pack!(BankStatement GERMANY ["Sparkasse Wendtal", "Volksbank Oberau eG"], "Kontoauszug", "Datum", "Nächste Abbuchung am", "IBAN", "Kontoinhaber",
        "Anschrift", [("Alter Saldo", "1.204,55 €"), ("Gutschriften", "2.380,00 €"), ("Lastschriften", "1.914,20 €"), ("Neuer Saldo", "1.670,35 €")],
        "Bitte prüfen Sie Ihren Auszug."),
    pack!(Insurance GERMANY ["Havelland Versicherung AG"], "Versicherungsschein", "Ausstellungsdatum", "Beginn", "Vertragsnummer", "Versicherungsnehmer",
        "Anschrift", [("Hausratversicherung", "650 €/m²"), ("Beitrag jährlich", "96,40 €"), ("Selbstbeteiligung", "150,00 €")],
        "Bewahren Sie dieses Schreiben auf."),
    pack!(UtilityBill FRANCE ["Lumière Directe SAS", "Énergies du Jura"], "Votre facture d'électricité", "Date d'émission", "Date d'échéance", "N° client",
        "Titulaire du contrat", "Lieu de consommation", [("Abonnement", "12,44 €"), ("Consommation 412 kWh", "71,90 €"), ("Index du compteur", "20 114"),
        ("Taxes", "15,20 €")], "Prochaine relève dans six mois."),
    pack!(TaxNotice FRANCE ["Direction générale des finances publiques"], "Avis d'impôt", "Date d'établissement", "Date limite de paiement",
        "Numéro fiscal", "Contribuable", "Adresse", [("Revenu fiscal de référence", "24 180 €"), ("Nombre de parts", "1,5"), ("Montant net", "412 €")],
        "Conservez cet avis."),
    pack!(UtilityBill SPAIN ["Luz del Norte S.A.", "Aguas de la Mancha S.L."], "Factura de electricidad", "Fecha de emisión", "Fecha de vencimiento",
        "Nº de contrato", "Titular", "Dirección de suministro", [("Consumo 288 kWh", "52,10 €"), ("Potencia contratada", "11,80 €"), ("Lectura del contador", "9.120"),
        ("IVA", "13,42 €")], "Gracias por confiar en nosotros."),
    pack!(GovernmentLetter SPAIN ["Ayuntamiento de Valdehierro"], "Certificado de empadronamiento", "Fecha", "Válido hasta", "Expediente", "Nombre y apellidos",
        "Domicilio", [("Hoja padronal", "1182"), ("Distrito", "02"), ("Sección", "014")], "Lo que se certifica a petición del interesado."),
    pack!(Lease USA ["Copper Gate Properties LLC"], "Residential Lease Agreement", "Date", "Term begins", "Lease no.", "Tenant", "Premises",
        [("Monthly rent", "$1,450.00"), ("Security deposit", "$1,450.00"), ("Landlord", "Copper Gate Properties LLC")],
        "Tenant agrees to keep the premises in good order."),
];

/// Papers that look like proofs and are none.
pub(super) const OTHERS: &[Pack] = &[
    pack!(Invoice USA ["Redwood Print Shop", "Kite & Anchor Supply Co."], "INVOICE", "Invoice date", "Due date", "Invoice no.", "Bill to", "Ship to",
        [("Description      Qty      Unit price", "Amount"), ("Letterpress cards   200   $1.10", "$220.00"), ("Subtotal", "$220.00"), ("Total", "$238.70")],
        "Net 30. Thank you for your business."),
    pack!(Invoice GERMANY ["Tischlerei Hollander GmbH", "Fahrradladen Kette"], "Rechnung", "Rechnungsdatum", "Zahlbar bis", "Rechnungsnummer", "Kunde",
        "Lieferadresse", [("Artikel      Menge      Einzelpreis", "Betrag"), ("Regal Eiche   2   210,00", "420,00 €"), ("Zwischensumme", "420,00 €"),
        ("MwSt. 19 %", "79,80 €")], "Vielen Dank für Ihren Einkauf."),
    pack!(Invoice FRANCE ["Atelier Bois & Lin SARL"], "FACTURE", "Date de facture", "Échéance", "Facture n°", "Client", "Adresse de facturation",
        [("Désignation      Quantité      Prix unitaire", "Total"), ("Table basse   1   340,00", "340,00 €"), ("Sous-total", "340,00 €"), ("TVA 20 %", "68,00 €")],
        "Merci de votre confiance."),
    pack!(Invoice SPAIN ["Ferretería El Tornillo S.L."], "FACTURA", "Fecha", "Vencimiento", "Factura nº", "Cliente", "Dirección",
        [("Artículo      Cantidad      Precio unitario", "Importe"), ("Taladro   1   89,00", "89,00 €"), ("Base imponible", "89,00 €"), ("IVA 21 %", "18,69 €")],
        "Gracias por su compra."),
    pack!(Receipt USA ["Corner Lantern Store"], "RECEIPT", "Date", "Return by", "Register 04  Cashier", "Customer", "Address",
        [("Item  Coffee beans", "$14.00"), ("Item  Filters", "$6.50"), ("Cash", "$25.00"), ("Change due", "$4.50")], "Thank you for shopping with us."),
    pack!(Payslip BRITAIN ["Ashby Tools Ltd"], "PAYSLIP", "Pay date", "Next pay date", "Employee no.", "Employee", "Address",
        [("Gross pay", "£2,410.00"), ("PAYE tax", "£272.40"), ("National Insurance", "£110.20"), ("Net pay", "£2,027.40")], "Year to date figures overleaf."),
    pack!(Payslip GERMANY ["Maschinenbau Oelkers GmbH"], "Entgeltabrechnung", "Datum", "Auszahlung am", "Personalnummer", "Mitarbeiter", "Anschrift",
        [("Bruttolohn", "3.200,00 €"), ("Lohnsteuer", "412,30 €"), ("Sozialversicherung", "655,10 €"), ("Auszahlungsbetrag", "2.132,60 €")],
        "Bitte aufbewahren."),
    pack!(DeliveryNote GERMANY ["Versandhaus Kranich GmbH"], "Lieferschein", "Datum", "Lieferung am", "Bestellung", "Kunde", "Lieferadresse",
        [("Artikel      Menge", ""), ("Leselampe      1", ""), ("Tracking", "00340434")], "Rücksendung innerhalb von 14 Tagen."),
];
