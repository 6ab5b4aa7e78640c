//! Elements by themselves: where they stand, and tags of several bytes.

use crate::der::{INTEGER, Reader, SEQUENCE};
use crate::error::{ErrorKind, Part};

#[test]
fn accepts_elements_with_their_offsets_from_the_start() {
    let mut reader = Reader::new(&[SEQUENCE, 3, INTEGER, 1, 5, INTEGER, 2, 1, 0], Part::Extensions);
    assert_eq!(reader.at(), 0);
    let list = reader.element(SEQUENCE).unwrap();
    assert_eq!((list.contents_at(), reader.at()), (2, 5));
    let mut items = list.reader(Part::Extensions);
    assert_eq!(items.at(), 2);
    let item = items.element(INTEGER).unwrap();
    assert_eq!((item.contents_at(), items.at()), (4, 5));
    let number = reader.element(INTEGER).unwrap();
    assert_eq!((number.contents_at(), reader.at(), number.unsigned(Part::Extensions)), (7, 9, Ok(256)));
    assert!(reader.is_at_end());
}

#[test]
fn refuses_tag_numbers_that_end_nowhere() {
    let refused = |after_first: &[u8]| {
        let bytes = [&[0xBF], after_first].concat();
        Reader::new(&bytes, Part::Extensions).context().map(|_| ()).unwrap_err().kind()
    };
    assert_eq!(refused(&[0x81, 0x81, 0x81]), ErrorKind::Truncated { at: 0 });
    assert_eq!(refused(&[0x81, 0x81, 0x81, 0x81]), ErrorKind::TagNumber { at: 0 });
    assert_eq!(refused(&[0x81, 0x81, 0x81, 0x81, 1]), ErrorKind::TagNumber { at: 0 });
}
