//! DER as a tree, so that a change inside leaves the lengths around it right.

use arbitrary::Arbitrary;

use crate::edit::{Edit, edited};

/// Deepest nesting that is taken apart.
const MAX_DEPTH: usize = 16;

/// An element. What an octet string or a bit string holds is taken apart too, where it is DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The identifier octets.
    tag: Vec<u8>,
    /// Bytes before what is inside: of a bit string, how many bits are unused.
    prefix: Vec<u8>,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Bytes(Vec<u8>),
    Elements(Vec<Element>),
}

/// One change of a tree.
#[derive(Arbitrary, Clone, Debug)]
pub struct Change {
    /// Which element, counted from the root down, modulo their number.
    at: u16,
    what: What,
}

#[derive(Arbitrary, Clone, Debug)]
enum What {
    Tag(u8),
    Content(Vec<Edit>),
    RemoveInside(u8),
    RepeatInside(u8),
    SwapInside(u8, u8),
    InsertInside { at: u8, tag: u8, content: Vec<u8> },
    Empty,
    Copy { from: u16 },
}

impl Element {
    /// Takes apart what is one element and nothing else.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let [element] = <[Self; 1]>::try_from(parse_all(bytes, MAX_DEPTH)?).ok()?;
        Some(element)
    }

    /// The element in DER.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut content = self.prefix.clone();
        match &self.content {
            Content::Bytes(bytes) => content.extend(bytes),
            Content::Elements(elements) => {
                elements.iter().for_each(|element| content.extend(element.to_bytes()))
            }
        }
        let mut bytes = self.tag.clone();
        bytes.extend(length_octets(content.len()));
        bytes.extend(content);
        bytes
    }

    /// The element with the changes made.
    #[must_use]
    pub fn changed(mut self, changes: &[Change]) -> Self {
        for change in changes {
            self.change(change);
        }
        self
    }

    /// The elements inside.
    #[must_use]
    pub fn inside(&self) -> &[Self] {
        match &self.content {
            Content::Bytes(_) => &[],
            Content::Elements(elements) => elements,
        }
    }

    /// Changes the element inside of that number.
    pub fn change_inside(&mut self, index: usize, changes: &[Change]) {
        if let Content::Elements(elements) = &mut self.content
            && let Some(element) = elements.get_mut(index)
        {
            changes.iter().for_each(|change| element.change(change));
        }
    }

    /// Puts bytes in the place of the element whose content they find.
    pub fn replace(&mut self, found: &[u8], bytes: &[u8]) {
        match &mut self.content {
            Content::Bytes(content) if content == found => *content = bytes.to_vec(),
            Content::Bytes(_) => {}
            Content::Elements(elements) => {
                elements.iter_mut().for_each(|element| element.replace(found, bytes))
            }
        }
    }

    fn count(&self) -> usize {
        self.inside().iter().fold(1, |count, element| count + element.count())
    }

    /// The element of a number, counted from here down.
    fn nth(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match &mut self.content {
            Content::Bytes(_) => None,
            Content::Elements(elements) => elements.iter_mut().find_map(|element| element.nth(left)),
        }
    }

    fn at(&mut self, at: u16) -> Option<&mut Self> {
        let mut left = usize::from(at) % self.count();
        self.nth(&mut left)
    }

    fn change(&mut self, change: &Change) {
        if let What::Copy { from } = change.what {
            let copied = self.at(from).cloned();
            // One into itself would double it each time.
            let fits = copied.as_ref().is_some_and(|copied| copied.count() < 64);
            if let (Some(element), Some(copied), true) = (self.at(change.at), copied, fits) {
                *element = copied;
            }
            return;
        }
        if let Some(element) = self.at(change.at) {
            element.change_itself(&change.what);
        }
    }

    fn change_itself(&mut self, what: &What) {
        match (what, &mut self.content) {
            (What::Tag(tag), _) => self.tag = vec![*tag],
            (What::Empty, _) => self.content = Content::Bytes(Vec::new()),
            (What::Content(edits), Content::Bytes(bytes)) => *bytes = edited(bytes, edits),
            (What::Content(edits), Content::Elements(_)) => {
                let bytes = self.to_bytes();
                let content = bytes.get(self.tag.len() + 1..).unwrap_or_default();
                self.content = Content::Bytes(edited(content, edits));
            }
            (What::RemoveInside(at), Content::Elements(elements)) if !elements.is_empty() => {
                let at = usize::from(*at) % elements.len();
                elements.remove(at);
            }
            (What::RepeatInside(at), Content::Elements(elements)) if !elements.is_empty() => {
                let at = usize::from(*at) % elements.len();
                if elements[at].count() < 64 {
                    elements.insert(at, elements[at].clone());
                }
            }
            (What::SwapInside(one, other), Content::Elements(elements)) if !elements.is_empty() => {
                let length = elements.len();
                elements.swap(usize::from(*one) % length, usize::from(*other) % length);
            }
            (What::InsertInside { at, tag, content }, Content::Elements(elements)) => {
                let at = usize::from(*at) % (elements.len() + 1);
                let content = Content::Bytes(content.clone());
                elements.insert(at, Self { tag: vec![*tag], prefix: Vec::new(), content });
            }
            _ => {}
        }
    }
}

fn parse_all(mut bytes: &[u8], depth: usize) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = parse_one(bytes, depth)?;
        elements.push(element);
        bytes = rest;
    }
    Some(elements)
}

fn parse_one(bytes: &[u8], depth: usize) -> Option<(Element, &[u8])> {
    let depth = depth.checked_sub(1)?;
    let first = *bytes.first()?;
    let tag_length = if first & 0x1f == 0x1f {
        2 + bytes.get(1..)?.iter().position(|octet| octet & 0x80 == 0)?
    } else {
        1
    };
    let (tag, rest) = bytes.split_at_checked(tag_length)?;
    let (length, rest) = parse_length(rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = |content: &[u8]| (Vec::new(), Content::Bytes(content.to_vec()));
    let (prefix, content) = match first {
        0x03 => match content.split_first() {
            Some((unused, inside)) => match parse_all(inside, depth) {
                Some(elements) if !elements.is_empty() => (vec![*unused], Content::Elements(elements)),
                _ => whole(content),
            },
            None => whole(content),
        },
        0x04 => match parse_all(content, depth) {
            Some(elements) if !elements.is_empty() => (Vec::new(), Content::Elements(elements)),
            _ => whole(content),
        },
        _ if first & 0x20 != 0 => (Vec::new(), Content::Elements(parse_all(content, depth)?)),
        _ => whole(content),
    };
    Some((Element { tag: tag.to_vec(), prefix, content }, rest))
}

fn parse_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return None;
    }
    let (octets, rest) = rest.split_at_checked(count)?;
    Some((octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest))
}

fn length_octets(length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => vec![short],
        _ => {
            let octets = length.to_be_bytes();
            let octets: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
            let count = u8::try_from(octets.len()).expect("at most eight");
            [&[0x80 | count][..], &octets].concat()
        }
    }
}
