//! The files of the page.

/// Name, content type and bytes of each.
pub(crate) const FILES: [(&str, &str, &[u8]); 9] = [
    ("index.html", "text/html; charset=utf-8", include_bytes!("../page/index.html")),
    ("style.css", "text/css; charset=utf-8", include_bytes!("../page/style.css")),
    ("icon.svg", "image/svg+xml", include_bytes!("../page/icon.svg")),
    ("main.js", JAVASCRIPT, include_bytes!("../page/main.js")),
    ("api.js", JAVASCRIPT, include_bytes!("../page/api.js")),
    ("ceremonies.js", JAVASCRIPT, include_bytes!("../page/ceremonies.js")),
    ("passkeys.js", JAVASCRIPT, include_bytes!("../page/passkeys.js")),
    ("texts.js", JAVASCRIPT, include_bytes!("../page/texts.js")),
    ("view.js", JAVASCRIPT, include_bytes!("../page/view.js")),
];

/// Browsers carry out no module of another type.
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
