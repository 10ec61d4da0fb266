//! Which level a cart requires.

use serde::{Deserialize, Serialize};

use super::{Level, Total};

/// What marks a restricted product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detection {
    #[default]
    Both,
    MetafieldsOnly,
    TagsOnly,
}

/// What a shop asks of carts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Of every cart.
    pub minimum: Option<Level>,
    /// Of a cart with restricted items.
    pub restricted: Level,
    /// Items say their own level, and that is what restricted items require.
    pub items_say_level: bool,
    /// A total of which an identity is required.
    pub threshold: Option<Total>,
    pub detection: Detection,
    /// Tags that contain it mark a product, whatever their case.
    pub tag: String,
}

/// One line of a cart, as far as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub tags: Vec<String>,
    /// The metafield of the product or of a collection it is in.
    pub requires_idv: bool,
    /// What the shop says of this very product.
    pub level: Option<Level>,
}

/// A cart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    pub items: Vec<Item>,
    pub total: Option<Total>,
}

/// Why a level is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    MinimumLevel,
    RestrictedItems,
    ItemLevel,
    CartTotal,
}

/// What a cart requires; no level where it requires nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Required {
    pub level: Option<Level>,
    /// Whatever asks for this level, each once.
    pub because: Vec<Because>,
}

impl Rules {
    /// The level of a cart: the highest that anything asks for.
    pub fn required(&self, cart: &Cart) -> Required {
        let restricted = cart.items.iter().filter(|item| self.restricts(item));
        let (own, others): (Vec<&Item>, Vec<&Item>) =
            restricted.partition(|item| self.items_say_level && item.level.is_some());
        let item_level = own.iter().filter_map(|item| item.level).max();
        let over = self.threshold.zip(cart.total).is_some_and(|(threshold, total)| total >= threshold);
        let asked = [
            (self.minimum, Because::MinimumLevel),
            ((!others.is_empty()).then_some(self.restricted), Because::RestrictedItems),
            (item_level, Because::ItemLevel),
            (over.then_some(Level::Identity), Because::CartTotal),
        ];
        let level = asked.iter().filter_map(|(level, _)| *level).max();
        let because = asked.into_iter().filter(|(asked, _)| asked.is_some() && *asked == level).map(|(_, why)| why);
        Required { level, because: because.collect() }
    }

    fn restricts(&self, item: &Item) -> bool {
        let tagged = || {
            let tag = self.tag.trim().to_lowercase();
            !tag.is_empty() && item.tags.iter().any(|other| other.to_lowercase().contains(&tag))
        };
        let said = self.items_say_level && item.level.is_some();
        said || match self.detection {
            Detection::Both => item.requires_idv || tagged(),
            Detection::MetafieldsOnly => item.requires_idv,
            Detection::TagsOnly => tagged(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rules() -> Rules {
        Rules {
            minimum: None,
            restricted: Level::Identity,
            items_say_level: false,
            threshold: Some("250".parse().unwrap()),
            detection: Detection::Both,
            tag: "vh_requires_idv".to_owned(),
        }
    }

    fn tagged(tag: &str) -> Item {
        Item { tags: vec!["sale".to_owned(), tag.to_owned()], ..Item::default() }
    }

    fn cart(items: &[Item], total: &str) -> Cart {
        Cart { items: items.to_vec(), total: Some(total.parse().unwrap()) }
    }

    #[test]
    fn nothing_is_required_of_an_ordinary_cart() {
        assert_eq!(rules().required(&cart(&[tagged("new")], "249.99")), Required::default());
        assert_eq!(rules().required(&Cart::default()), Required::default());
    }

    #[test]
    fn restricted_items_are_found_by_tag_and_metafield_as_the_shop_says() {
        let (tag, field) = (tagged("Not_VH_Requires_IDV_2"), Item { requires_idv: true, ..Item::default() });
        let asks = |detection, item: &Item| {
            let rules = Rules { detection, ..rules() };
            rules.required(&cart(std::slice::from_ref(item), "1")).level == Some(Level::Identity)
        };
        for (detection, by_tag, by_field) in [
            (Detection::Both, true, true),
            (Detection::TagsOnly, true, false),
            (Detection::MetafieldsOnly, false, true),
        ] {
            assert_eq!((asks(detection, &tag), asks(detection, &field)), (by_tag, by_field), "{detection:?}");
        }
    }

    #[test]
    fn a_total_at_the_threshold_requires_an_identity() {
        let required = rules().required(&cart(&[], "250.00"));
        assert_eq!(required, Required { level: Some(Level::Identity), because: vec![Because::CartTotal] });
    }

    #[test]
    fn items_say_their_own_level_in_advanced_mode_alone() {
        let wine = Item { level: Some(Level::Age), ..Item::default() };
        let advanced = Rules { items_say_level: true, threshold: None, minimum: Some(Level::Human), ..rules() };
        let required = advanced.required(&cart(std::slice::from_ref(&wine), "1000"));
        assert_eq!(required, Required { level: Some(Level::Age), because: vec![Because::ItemLevel] });
        assert_eq!(rules().required(&cart(&[wine], "1")), Required::default());
        let both = advanced.required(&cart(&[tagged("vh_requires_idv")], "1"));
        assert_eq!(both.because, [Because::RestrictedItems]);
    }

    fn levels() -> impl Strategy<Value = Option<Level>> {
        (0u8..4).prop_map(|number| Level::try_from(number).ok())
    }

    fn items() -> impl Strategy<Value = Item> {
        (any::<bool>(), any::<bool>(), levels()).prop_map(|(tag, requires_idv, level)| Item {
            tags: tag.then(|| "vh_requires_idv".to_owned()).into_iter().collect(),
            requires_idv,
            level,
        })
    }

    proptest! {
        #[test]
        fn more_in_a_cart_never_requires_less(
            minimum in levels(), own: bool, mut all in prop::collection::vec(items(), 0..6), more in items(),
            total in 0u32..1000, extra in 0u32..1000,
        ) {
            let rules = Rules { minimum, items_say_level: own, ..rules() };
            let less = rules.required(&cart(&all, &total.to_string()));
            all.push(more);
            let more = rules.required(&cart(&all, &(total + extra).to_string()));
            prop_assert!(more.level >= less.level && more.level >= minimum);
            prop_assert_eq!(more.level.is_none(), more.because.is_empty());
        }

        #[test]
        fn the_order_of_items_does_not_matter(mut all in prop::collection::vec(items(), 0..6), own: bool) {
            let rules = Rules { items_say_level: own, ..rules() };
            let forth = rules.required(&cart(&all, "1"));
            all.reverse();
            prop_assert_eq!(forth, rules.required(&cart(&all, "1")));
        }
    }
}
