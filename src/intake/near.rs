//! What someone may have meant.

/// The known word nearest to what was found, if one is near enough to be worth a hint: at most a third of its letters
/// differ. Case, `-` and `_` do not count.
pub(super) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(found);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&folded, &fold(word)), word))
        .filter(|&(distance, word)| distance <= word.chars().count().max(3) / 3)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Letters only, lower case, at most as many as any known word may need.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).take(64).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_but_not_far() {
        let known = ["interest", "principal", "penalty", "as_of", "id"];
        assert_eq!(nearest("intrest", known), Some("interest"));
        assert_eq!(nearest("Principle", known), Some("principal"));
        assert_eq!(nearest("as-of", known), Some("as_of"));
        assert_eq!(nearest("ID", known), Some("id"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(2_000_000), known), None);
    }
}
