//! Names, addresses and countries in the forms that compare.
