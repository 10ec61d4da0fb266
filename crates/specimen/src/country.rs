//! Issuing countries of specimens: their words, their names, how they write dates.

/// What a document of one country prints beside the values, in the country's language.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) passport: &'static str,
    pub(crate) identity_card: &'static str,
    pub(crate) visa: &'static str,
    pub(crate) surname: &'static str,
    pub(crate) given_names: &'static str,
    pub(crate) nationality: &'static str,
    pub(crate) birth: &'static str,
    pub(crate) birth_place: &'static str,
    pub(crate) sex: &'static str,
    pub(crate) number: &'static str,
    pub(crate) issued: &'static str,
    pub(crate) expires: &'static str,
    pub(crate) authority: &'static str,
    pub(crate) address: &'static str,
}

/// The English words that stand beside the country's own.
pub(crate) const ENGLISH: Labels = Labels {
    passport: "Passport",
    identity_card: "Identity card",
    visa: "Visa",
    surname: "Surname",
    given_names: "Given names",
    nationality: "Nationality",
    birth: "Date of birth",
    birth_place: "Place of birth",
    sex: "Sex",
    number: "Document No.",
    issued: "Date of issue",
    expires: "Date of expiry",
    authority: "Authority",
    address: "Address",
};

/// How a date is printed in the visual zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// `07.03.1985`
    Dots,
    /// `07 03 1985`
    Spaces,
    /// `07/03/1985`
    Slashes,
    /// `07 MAR 1985`
    Words,
}

/// A country that issues specimens.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-3 (or ICAO's `UTO`).
    pub alpha3: &'static str,
    pub(crate) name: &'static str,
    pub(crate) citizen: &'static str,
    pub(crate) dates: DateForm,
    pub(crate) labels: Labels,
    pub(crate) surnames: &'static [&'static str],
    pub(crate) men: &'static [&'static str],
    pub(crate) women: &'static [&'static str],
    pub(crate) towns: &'static [&'static str],
    pub(crate) streets: &'static [&'static str],
}

pub(crate) const COUNTRIES: &[Country] = &[GERMANY, FRANCE, SPAIN, POLAND, CZECHIA, SWEDEN, PORTUGAL, UTOPIA];

const GERMANY: Country = Country {
    alpha3: "DEU",
    name: "BUNDESREPUBLIK DEUTSCHLAND",
    citizen: "DEUTSCH",
    dates: DateForm::Dots,
    labels: Labels {
        passport: "Reisepass",
        identity_card: "Personalausweis",
        visa: "Visum",
        surname: "Name",
        given_names: "Vornamen",
        nationality: "Staatsangehörigkeit",
        birth: "Geburtstag",
        birth_place: "Geburtsort",
        sex: "Geschlecht",
        number: "Ausweisnummer",
        issued: "Ausstellungsdatum",
        expires: "Gültig bis",
        authority: "Behörde",
        address: "Anschrift",
    },
    surnames: &["Grünwald", "Möhring", "Strauß", "Behrens", "Kälberer", "Lindhorst"],
    men: &["Jürgen", "Tobias", "Götz Friedrich", "Hannes"],
    women: &["Käthe", "Annika", "Rosalie Sophie", "Frauke"],
    towns: &["Würzburg", "Husum", "Görlitz"],
    streets: &["Mühlenweg", "Am Anger", "Lindenallee"],
};

const FRANCE: Country = Country {
    alpha3: "FRA",
    name: "RÉPUBLIQUE FRANÇAISE",
    citizen: "FRANÇAISE",
    dates: DateForm::Spaces,
    labels: Labels {
        passport: "Passeport",
        identity_card: "Carte d'identité",
        visa: "Visa",
        surname: "Nom",
        given_names: "Prénoms",
        nationality: "Nationalité",
        birth: "Date de naissance",
        birth_place: "Lieu de naissance",
        sex: "Sexe",
        number: "N° du document",
        issued: "Date de délivrance",
        expires: "Date d'expiration",
        authority: "Autorité",
        address: "Adresse",
    },
    surnames: &["Lefèvre", "Marchand", "Beauséjour", "Garçonnet", "Dubreuil", "Thévenot"],
    men: &["Benoît", "Rémi Lucien", "Gaël", "Baptiste"],
    women: &["Océane", "Maëlle", "Chloé Jeanne", "Solène"],
    towns: &["Besançon", "Saint-Malo", "Nîmes"],
    streets: &["Rue des Tilleuls", "Chemin Vert", "Quai Sud"],
};

const SPAIN: Country = Country {
    alpha3: "ESP",
    name: "ESPAÑA",
    citizen: "ESPAÑOLA",
    dates: DateForm::Spaces,
    labels: Labels {
        passport: "Pasaporte",
        identity_card: "Documento de identidad",
        visa: "Visado",
        surname: "Apellidos",
        given_names: "Nombre",
        nationality: "Nacionalidad",
        birth: "Fecha de nacimiento",
        birth_place: "Lugar de nacimiento",
        sex: "Sexo",
        number: "Núm. de documento",
        issued: "Fecha de expedición",
        expires: "Fecha de caducidad",
        authority: "Autoridad",
        address: "Domicilio",
    },
    surnames: &["Núñez Arce", "Ibáñez", "Quintana Sola", "Zubeldia", "Cañizares", "Vidal Roca"],
    men: &["Íñigo", "Andrés", "Joaquín", "Mateo Luis"],
    women: &["Begoña", "Inés", "Lucía", "Carmen Rosa"],
    towns: &["Logroño", "Cáceres", "Gijón"],
    streets: &["Calle Mayor", "Avenida del Río", "Plaza Nueva"],
};

const POLAND: Country = Country {
    alpha3: "POL",
    name: "RZECZPOSPOLITA POLSKA",
    citizen: "POLSKIE",
    dates: DateForm::Dots,
    labels: Labels {
        passport: "Paszport",
        identity_card: "Dowód osobisty",
        visa: "Wiza",
        surname: "Nazwisko",
        given_names: "Imiona",
        nationality: "Obywatelstwo",
        birth: "Data urodzenia",
        birth_place: "Miejsce urodzenia",
        sex: "Płeć",
        number: "Numer dokumentu",
        issued: "Data wydania",
        expires: "Data ważności",
        authority: "Organ wydający",
        address: "Adres",
    },
    surnames: &["Wójcicka", "Żurawski", "Gołąb", "Pająk", "Ślusarczyk", "Brzeziński"],
    men: &["Łukasz", "Paweł Jan", "Bogdan", "Krzysztof"],
    women: &["Małgorzata", "Zofia Anna", "Jagoda", "Elżbieta"],
    towns: &["Łódź", "Gdańsk", "Rzeszów"],
    streets: &["ul. Polna", "ul. Słoneczna", "ul. Długa"],
};

const CZECHIA: Country = Country {
    alpha3: "CZE",
    name: "ČESKÁ REPUBLIKA",
    citizen: "ČESKÁ REPUBLIKA",
    dates: DateForm::Dots,
    labels: Labels {
        passport: "Cestovní pas",
        identity_card: "Občanský průkaz",
        visa: "Vízum",
        surname: "Příjmení",
        given_names: "Jména",
        nationality: "Státní občanství",
        birth: "Datum narození",
        birth_place: "Místo narození",
        sex: "Pohlaví",
        number: "Číslo dokladu",
        issued: "Datum vydání",
        expires: "Platnost do",
        authority: "Vydal",
        address: "Bydliště",
    },
    surnames: &["Dvořáček", "Hrubý", "Kučerová", "Šebesta", "Vlček", "Žďárská"],
    men: &["Jiří", "Matěj", "Ondřej Karel", "Zdeněk"],
    women: &["Alžběta", "Lenka", "Tereza Eva", "Růžena"],
    towns: &["Plzeň", "Třebíč", "Ústí"],
    streets: &["Dlouhá", "Na Kopci", "Školní"],
};

const SWEDEN: Country = Country {
    alpha3: "SWE",
    name: "SVERIGE",
    citizen: "SVENSK",
    dates: DateForm::Words,
    labels: Labels {
        passport: "Pass",
        identity_card: "Identitetskort",
        visa: "Visering",
        surname: "Efternamn",
        given_names: "Förnamn",
        nationality: "Nationalitet",
        birth: "Födelsedatum",
        birth_place: "Födelseort",
        sex: "Kön",
        number: "Dokumentnummer",
        issued: "Utfärdat den",
        expires: "Giltigt till",
        authority: "Myndighet",
        address: "Adress",
    },
    surnames: &["Ångström", "Björklund", "Sjögren", "Hallén", "Ekdahl", "Näslund"],
    men: &["Göran", "Måns", "Elis", "Sven Olof"],
    women: &["Åsa", "Ebba Märta", "Sigrid", "Linnéa"],
    towns: &["Malmö", "Växjö", "Umeå"],
    streets: &["Storgatan", "Björkvägen", "Ågatan"],
};

const PORTUGAL: Country = Country {
    alpha3: "PRT",
    name: "PORTUGAL",
    citizen: "PORTUGUESA",
    dates: DateForm::Slashes,
    labels: Labels {
        passport: "Passaporte",
        identity_card: "Cartão de identidade",
        visa: "Visto",
        surname: "Apelidos",
        given_names: "Nomes próprios",
        nationality: "Nacionalidade",
        birth: "Data de nascimento",
        birth_place: "Local de nascimento",
        sex: "Sexo",
        number: "N.º do documento",
        issued: "Data de emissão",
        expires: "Válido até",
        authority: "Autoridade",
        address: "Morada",
    },
    surnames: &["Conceição", "Magalhães", "Teles", "Simões Prata", "Ramalho", "Leitão"],
    men: &["João", "Nuno Miguel", "Estêvão", "Rui"],
    women: &["Inês", "Graça Maria", "Leonor", "Luísa"],
    towns: &["Évora", "Guimarães", "Setúbal"],
    streets: &["Rua do Carmo", "Largo da Sé", "Rua Nova"],
};

const UTOPIA: Country = Country {
    alpha3: "UTO",
    name: "UTOPIA",
    citizen: "UTOPIAN",
    dates: DateForm::Words,
    labels: Labels {
        passport: "Passeport",
        identity_card: "Carte d'identité",
        visa: "Visa",
        surname: "Nom",
        given_names: "Prénoms",
        nationality: "Nationalité",
        birth: "Date de naissance",
        birth_place: "Lieu de naissance",
        sex: "Sexe",
        number: "N° du document",
        issued: "Date de délivrance",
        expires: "Date d'expiration",
        authority: "Autorité",
        address: "Adresse",
    },
    surnames: &["Hythloday", "Amaurote", "O'Connor", "van der Berg", "Anydrus-Vale", "Moreland"],
    men: &["Raphael", "Peter Giles", "Crispin", "Jean-Luc"],
    women: &["Abraxa", "Mary-Ann", "Utopa Lea", "Philippa"],
    towns: &["Amaurot", "Macaria", "Achora"],
    streets: &["Anyder Street", "Bridge Row", "Hall Lane"],
};
