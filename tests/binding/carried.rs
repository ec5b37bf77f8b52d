//! What hangs on pages: fields, notes, links, layers, signatures; and what must not come along.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sucheng::papers::binding::Dropped;

use super::corpus::{A4, Maker, binding, font, stored};
use super::{bound, reload, with_name};
use crate::support::Room;

fn looks(maker: &mut Maker) -> ObjectId {
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 150.into(), 40.into()],
        "Resources" => font(),
    };
    maker
        .document
        .add_object(Stream::new(form, b"1 0 0 RG 1 1 148 38 re S BT /F 12 Tf 8 14 Td (seal) Tj ET".to_vec()))
}

fn rectangle(y: i64) -> Object {
    [100, y, 250, y + 40].map(Object::from).to_vec().into()
}

fn annotation(maker: &mut Maker, kind: &str, y: i64, more: Dictionary) -> ObjectId {
    let mut all = dictionary! { "Type" => "Annot", "Subtype" => kind, "Rect" => rectangle(y) };
    all.extend(&more);
    for (key, value) in &more {
        all.set(key.clone(), value.clone());
    }
    maker.document.add_object(all)
}

/// A form: a text field that is its own widget, a field with two widgets below another field, a signature.
fn form(value: &str) -> Vec<u8> {
    let mut maker = Maker::new();
    let n = looks(&mut maker);
    let seen = dictionary! { "N" => n };
    let name = annotation(
        &mut maker,
        "Widget",
        700,
        dictionary! {
            "FT" => "Tx", "T" => Object::string_literal("name"), "V" => Object::string_literal(value), "AP" => seen.clone(),
            "AA" => dictionary! { "K" => dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") } },
        },
    );
    let above = maker.document.new_object_id();
    let first =
        annotation(&mut maker, "Widget", 600, dictionary! { "Parent" => above, "AP" => seen.clone() });
    let second =
        annotation(&mut maker, "Widget", 600, dictionary! { "Parent" => above, "AP" => seen.clone() });
    maker.document.objects.insert(
        above,
        Object::Dictionary(dictionary! {
            "FT" => "Tx", "T" => Object::string_literal("sum"), "V" => Object::string_literal("12"),
            "DA" => Object::string_literal("/Helv 9 Tf 0 g"), "Kids" => vec![first.into(), second.into()],
        }),
    );
    let signed = annotation(
        &mut maker,
        "Widget",
        500,
        dictionary! {
            "FT" => "Sig", "T" => Object::string_literal("seal"), "AP" => seen.clone(),
            "V" => dictionary! { "Type" => "Sig", "ByteRange" => vec![0.into(), 1.into(), 2.into(), 3.into()] },
        },
    );
    maker.page("form", A4, dictionary! { "Annots" => vec![name.into(), first.into(), signed.into()] });
    maker.page("form, second page", A4, dictionary! { "Annots" => vec![Object::from(second)] });
    let helv = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let helv = maker.document.add_object(helv);
    let resources = dictionary! { "Font" => dictionary! { "Helv" => helv } };
    maker.catalog.set(
        "AcroForm",
        dictionary! {
            "Fields" => vec![name.into(), above.into(), signed.into()], "DR" => resources, "SigFlags" => 3,
            "DA" => Object::string_literal("/Helv 0 Tf 0 g"), "NeedAppearances" => true,
        },
    );
    maker.bytes()
}

fn fields(document: &Document) -> Vec<(String, String)> {
    let form = document.catalog().unwrap().get_deref(b"AcroForm", document).unwrap().as_dict().unwrap();
    let string = |field: &Dictionary, key: &[u8]| {
        field
            .get(key)
            .and_then(Object::as_str)
            .map(|s| String::from_utf8_lossy(s).into_owned())
            .unwrap_or_default()
    };
    let all = form.get(b"Fields").unwrap().as_array().unwrap();
    all.iter()
        .map(|field| document.get_dictionary(field.as_reference().unwrap()).unwrap())
        .map(|field| (string(field, b"T"), string(field, b"V")))
        .collect()
}

/// Fields keep names and values; a name that is taken gets the part's place before it, its font another name.
#[test]
fn fields_of_several_forms_stand_in_one() {
    let test = "fields_of_several_forms_stand_in_one";
    let room = Room::new();
    let papers = vec![stored(room.path(), "a.pdf", &form("one")), stored(room.path(), "b.pdf", &form("two"))];
    let binding = binding(papers);
    let (path, bound) = bound(&room, &binding, test);
    let document = reload(&path);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        fields(&document),
        [pair("name", "one"), pair("sum", "12"), pair("2-name", "two"), pair("2-sum", "12")]
    );
    let widgets = with_name(&document, "Subtype", "Widget");
    assert_eq!(widgets.len(), 6);
    let form = document.catalog().unwrap().get_deref(b"AcroForm", &document).unwrap().as_dict().unwrap();
    assert!(!form.has(b"NeedAppearances"), "what is drawn already is not drawn anew");
    assert!(!form.has(b"SigFlags"));
    let fonts = form.get(b"DR").unwrap().as_dict().unwrap().get(b"Font").unwrap().as_dict().unwrap();
    assert_eq!(
        fonts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(),
        [b"Helv".to_vec(), b"Helv_2".to_vec()]
    );
    let appearances: Vec<&[u8]> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"DA").ok()?.as_str().ok())
        .collect();
    assert_eq!(appearances.iter().filter(|da| da.starts_with(b"/Helv_2 ")).count(), 2, "{appearances:?}");
    assert_eq!(appearances.iter().filter(|da| da.starts_with(b"/Helv ")).count(), 2);
    // The signature's picture stays; that it were signed is not claimed.
    assert_eq!(with_name(&document, "Subtype", "Stamp").len(), 2);
    assert!(with_name(&document, "FT", "Sig").is_empty());
    let signatures = bound.left_out.iter().filter(|left| left.what == Dropped::Signature).count();
    assert_eq!(signatures, 2);
}

/// A field that nobody drew yet is left to the reader, as its own paper did.
#[test]
fn a_field_that_is_not_drawn_is_left_to_the_reader() {
    let room = Room::new();
    let mut document = Document::load_mem(&form("one")).unwrap();
    for object in document.objects.values_mut() {
        if let Ok(dictionary) = object.as_dict_mut() {
            dictionary.remove(b"AP");
        }
    }
    let papers = vec![stored(room.path(), "a.pdf", &super::corpus::saved(document))];
    let (path, _) = bound(&room, &binding(papers), "a_field_that_is_not_drawn_is_left_to_the_reader");
    let document = reload(&path);
    let form = document.catalog().unwrap().get_deref(b"AcroForm", &document).unwrap().as_dict().unwrap();
    assert!(form.get(b"NeedAppearances").unwrap().as_bool().unwrap());
    assert!(
        with_name(&document, "Subtype", "Stamp").is_empty(),
        "a signature without a picture leaves nothing"
    );
}

/// Kept where half of a form's pages are bound: no field leads to a page that is not there.
#[test]
fn half_a_form_is_a_form() {
    let room = Room::new();
    let mut binding = binding(vec![stored(room.path(), "a.pdf", &form("one"))]);
    binding.parts[0].pages = Some(1..2);
    let (path, _) = bound(&room, &binding, "half_a_form_is_a_form");
    let document = reload(&path);
    assert_eq!(fields(&document), [("sum".to_owned(), "12".to_owned())]);
    assert_eq!(with_name(&document, "Subtype", "Widget").len(), 1);
}

/// Everything that starts something, or carries something hidden.
#[test]
fn nothing_runs_and_nothing_hides() {
    let test = "nothing_runs_and_nothing_hides";
    let room = Room::new();
    let mut maker = Maker::new();
    let script = || dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.launchURL('x')") };
    let launch = dictionary! { "S" => "Launch", "F" => Object::string_literal("calc.exe") };
    let n = looks(&mut maker);
    let file = maker
        .document
        .add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"hidden payload".to_vec()));
    let spec = maker.document.add_object(dictionary! {
        "Type" => "Filespec", "F" => Object::string_literal("x.bin"), "EF" => dictionary! { "F" => file },
    });
    let uri =
        |uri: &str| dictionary! { "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(uri) } };
    let annotations: Vec<Object> = vec![
        annotation(&mut maker, "Link", 700, dictionary! { "A" => launch }),
        annotation(&mut maker, "Link", 650, dictionary! { "A" => script() }),
        annotation(&mut maker, "Link", 600, uri("sucheng-page:1")),
        annotation(&mut maker, "Link", 550, uri("file:///etc/passwd")),
        annotation(&mut maker, "Link", 500, uri("https://example.com/")),
        annotation(
            &mut maker,
            "FileAttachment",
            450,
            dictionary! { "FS" => spec, "AP" => dictionary! { "N" => n } },
        ),
        annotation(
            &mut maker,
            "Stamp",
            400,
            dictionary! { "AP" => dictionary! { "N" => n }, "AA" => script() },
        ),
        annotation(
            &mut maker,
            "Text",
            350,
            dictionary! { "Contents" => Object::string_literal("a note"), "A" => script() },
        ),
    ]
    .into_iter()
    .map(Object::from)
    .collect();
    maker.page("armed", A4, dictionary! { "Annots" => annotations, "AA" => dictionary! { "O" => script() } });
    maker.catalog.set("OpenAction", script());
    maker.catalog.set(
        "Names",
        dictionary! {
            "EmbeddedFiles" => dictionary! { "Names" => vec![Object::string_literal("x"), spec.into()] },
            "JavaScript" => dictionary! { "Names" => vec![Object::string_literal("x"), script().into()] },
        },
    );
    let binding = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
    let (path, bound) = bound(&room, &binding, test);
    let bytes = std::fs::read(&path).unwrap();
    for word in [
        "JavaScript",
        "/JS",
        "Launch",
        "calc.exe",
        "EmbeddedFile",
        "hidden payload",
        "OpenAction",
        "/AA",
        "passwd",
        "sucheng-page",
    ] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} came along");
    }
    let document = reload(&path);
    assert_eq!(with_name(&document, "Subtype", "Link").len(), 1, "the link to the web stays");
    assert_eq!(
        with_name(&document, "Subtype", "Stamp").len(),
        2,
        "a stamp, and the picture of the attachment"
    );
    assert_eq!(with_name(&document, "Subtype", "Text").len(), 1);
    let count = |what: &Dropped| bound.left_out.iter().filter(|left| left.what == *what).count();
    assert_eq!([count(&Dropped::Active), count(&Dropped::Attachment), count(&Dropped::Link)], [1, 1, 4]);
}

/// Links inside an exhibit lead to its own pages, wherever they now stand: by page, by name, by name in a tree.
#[test]
fn links_inside_a_paper_still_lead_there() {
    let test = "links_inside_a_paper_still_lead_there";
    let room = Room::new();
    let mut maker = Maker::new();
    let links: Vec<ObjectId> = (0..4).map(|_| maker.document.new_object_id()).collect();
    let on_first: Vec<Object> = links.iter().map(|link| (*link).into()).collect();
    maker.page("links", A4, dictionary! { "Annots" => on_first });
    let second = maker.page("second", A4, Dictionary::new());
    let third = maker.page("third", A4, Dictionary::new());
    let fit = |page: ObjectId| -> Object { vec![page.into(), "Fit".into()].into() };
    let go = |to: Object| dictionary! { "A" => dictionary! { "S" => "GoTo", "D" => to } };
    for (link, more) in links.iter().zip([
        dictionary! { "Dest" => fit(second) },
        go(Object::string_literal("by name")),
        go("Old".into()),
        go(Object::string_literal("nowhere")),
    ]) {
        let mut all = dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => rectangle(600) };
        for (key, value) in &more {
            all.set(key.clone(), value.clone());
        }
        maker.document.objects.insert(*link, Object::Dictionary(all));
    }
    let leaf = dictionary! { "Names" => vec![Object::string_literal("by name"), dictionary! { "D" => fit(third) }.into()] };
    let leaf = maker.document.add_object(leaf);
    maker.catalog.set("Names", dictionary! { "Dests" => dictionary! { "Kids" => vec![Object::from(leaf)] } });
    maker.catalog.set("Dests", dictionary! { "Old" => fit(second) });
    let bytes = maker.bytes();
    let papers = ["a.pdf", "b.pdf"].map(|name| stored(room.path(), name, &bytes)).to_vec();
    let (path, bound) = bound(&room, &binding(papers), test);
    let document = reload(&path);
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for (page, targets) in [(0, [1, 2, 1]), (3, [4, 5, 4])] {
        let annotations = document.get_page_annotations(pages[page]).unwrap();
        let led = annotations
            .iter()
            .map(|link| link.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap());
        assert_eq!(led.collect::<Vec<_>>(), targets.map(|at| pages[at]));
    }
    assert_eq!(bound.left_out.iter().filter(|left| left.what == Dropped::Link).count(), 2);
}

/// A layer that is off stays off, in both papers.
#[test]
fn layers_stay_as_they_were() {
    let test = "layers_stay_as_they_were";
    let room = Room::new();
    let layered = |base: &str| {
        let mut maker = Maker::new();
        let layer = |maker: &mut Maker, name: &str| {
            maker.document.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal(name) })
        };
        let (shown, hidden, unused) =
            (layer(&mut maker, "shown"), layer(&mut maker, "hidden"), layer(&mut maker, "unused"));
        let mut resources = font();
        resources.set("Properties", dictionary! { "A" => shown, "B" => hidden });
        let content = b"/OC /A BDC BT /F 20 Tf 100 500 Td (shown) Tj ET EMC /OC /B BDC BT /F 20 Tf 100 400 Td (hidden) Tj ET EMC";
        maker.with_content(content, A4, dictionary! { "Resources" => resources });
        let all: Vec<Object> = [shown, hidden, unused].map(Object::from).to_vec();
        let state = match base {
            "ON" => dictionary! { "OFF" => vec![Object::from(hidden)] },
            _ => dictionary! { "BaseState" => "OFF", "ON" => vec![Object::from(shown)] },
        };
        maker.catalog.set("OCProperties", dictionary! { "OCGs" => all, "D" => state });
        maker.bytes()
    };
    let papers = vec![
        stored(room.path(), "a.pdf", &layered("ON")),
        stored(room.path(), "b.pdf", &layered("OFF")),
        stored(room.path(), "a2.pdf", &layered("ON")),
    ];
    let (path, _) = bound(&room, &binding(papers), test);
    let document = reload(&path);
    let layers = document.catalog().unwrap().get(b"OCProperties").unwrap().as_dict().unwrap();
    let names = |dictionary: &Dictionary, key: &[u8]| -> Vec<String> {
        let list = dictionary.get(key).unwrap().as_array().unwrap().iter();
        let layer = |id: &Object| document.get_dictionary(id.as_reference().unwrap()).unwrap();
        list.map(|id| String::from_utf8_lossy(layer(id).get(b"Name").unwrap().as_str().unwrap()).into_owned())
            .collect()
    };
    let off = names(layers.get(b"D").unwrap().as_dict().unwrap(), b"OFF");
    // The third paper is the first again: its layers are there already.
    assert_eq!(names(layers, b"OCGs").len(), 4);
    assert_eq!(off, ["hidden", "hidden"]);
}
