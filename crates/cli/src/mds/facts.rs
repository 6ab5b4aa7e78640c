//! What is known of an entry, as lines and as one object.

use serde_json::{Map, Value};

use crate::inspect::page::Page;

/// Things that are known, by name, in the order in which they are shown.
pub(super) type Facts = Vec<(&'static str, Fact)>;

/// One of them. No text is escaped.
pub(super) enum Fact {
    Text(String),
    Number(u64),
    Flag(bool),
    Texts(Vec<String>),
    Items(Vec<Item>),
}

/// One of several things of a kind: a name and a text to show, and what it is made of.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) facts: Facts,
}

/// Adds a fact, if it is known.
pub(super) fn add(facts: &mut Facts, name: &'static str, fact: Option<Fact>) {
    facts.extend(fact.map(|fact| (name, fact)));
}

/// A text that may not be there.
pub(super) fn text(text: Option<impl Into<String>>) -> Option<Fact> {
    text.map(|text| Fact::Text(text.into()))
}

/// Texts; nothing if there is none.
pub(super) fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Option<Fact> {
    let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
    (!texts.is_empty()).then_some(Fact::Texts(texts))
}

/// One object.
pub(super) fn json(facts: &Facts) -> Value {
    let member = |(name, fact): &(&str, Fact)| {
        let value = match fact {
            Fact::Text(text) => Value::from(text.as_str()),
            Fact::Number(number) => Value::from(*number),
            Fact::Flag(flag) => Value::from(*flag),
            Fact::Texts(texts) => texts.iter().map(String::as_str).collect(),
            Fact::Items(items) => items.iter().map(|item| json(&item.facts)).collect(),
        };
        ((*name).to_owned(), value)
    };
    Value::Object(facts.iter().map(member).collect::<Map<_, _>>())
}

/// A line for each, and one for each of several things of a kind.
pub(super) fn write(facts: &Facts, page: &mut Page) {
    for (name, fact) in facts {
        let name = name.replace('_', " ");
        match fact {
            Fact::Text(text) => page.line(&name, text),
            Fact::Number(number) => page.line(&name, number.to_string()),
            Fact::Flag(flag) => page.line(&name, if *flag { "yes" } else { "no" }),
            Fact::Texts(texts) => page.line(&name, texts.join(", ")),
            Fact::Items(items) => {
                page.heading(&name);
                for item in items {
                    page.line(&format!("  {}", item.name), &item.text);
                }
            }
        }
    }
}
