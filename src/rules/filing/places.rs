//! Places as courts and addresses write them.

/// The place a court of first instance is named after: `北京市西城区` of 北京市西城区人民法院. None for courts of
/// another level or kind, whose names say little about where their parties live.
pub fn of_court(court: &str) -> Option<&str> {
    let place = court.trim().strip_suffix("人民法院")?;
    let other = ["中级", "高级", "铁路", "海事", "知识产权", "开发区", "园区"];
    (!place.is_empty() && !other.iter().any(|word| place.ends_with(word))).then_some(place)
}

/// Whether an address lies in the place: it holds the whole name, or its last part, the district or county.
pub fn holds(address: &str, place: &str) -> bool {
    address.contains(place) || address.contains(last_part(place))
}

/// `西城区` of 北京市西城区, `平江县` of 岳阳市平江县; all of it where it has one part.
fn last_part(place: &str) -> &str {
    let units = ['省', '市', '州', '盟'];
    let mut start = 0;
    for (at, unit) in place.char_indices().filter(|(_, c)| units.contains(c)) {
        let next = at + unit.len_utf8();
        if place[next..].chars().count() >= 2 {
            start = next;
        }
    }
    let rest = place[start..].strip_prefix("自治区").unwrap_or(&place[start..]);
    if rest.is_empty() { place } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courts_and_addresses() {
        assert_eq!(of_court("北京市西城区人民法院"), Some("北京市西城区"));
        assert_eq!(of_court("北京市第三中级人民法院"), None);
        assert_eq!(of_court("上海金融法院"), None);
        assert!(holds("浙江省杭州市上城区示例大道88号", "杭州市上城区"));
        assert!(holds("湖南省岳阳市平江县示例镇", "平江县"));
        assert!(holds("江苏省昆山市示例路1号", "昆山市"));
        assert!(holds("重庆渝北区示例路", "重庆市渝北区"));
        assert!(!holds("广东省广州市越秀区示例路100号", "北京市西城区"));
        assert!(!holds("浙江省杭州市西湖区示例路", "杭州市上城区"));
    }
}
