//! What the program carries.

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// A file that the program carries.
pub(super) struct File {
    /// Where browsers find it.
    pub(super) path: &'static str,
    /// What it is: the `Content-Type`.
    pub(super) kind: &'static str,
    /// What is in it.
    pub(super) text: &'static str,
}

macro_rules! files {
    ($($path:literal, $kind:expr, $file:literal;)*) => {
        /// All of them.
        pub(super) const FILES: &[File] = &[$(File {
            path: $path,
            kind: $kind,
            text: include_str!(concat!("files/", $file)),
        }),*];
    };
}

files! {
    "/", HTML, "index.html";
    "/page/style.css", CSS, "style.css";
    "/page/icon.svg", SVG, "icon.svg";
    "/page/actions.js", SCRIPT, "actions.js";
    "/page/adding.js", SCRIPT, "adding.js";
    "/page/api.js", SCRIPT, "api.js";
    "/page/app.js", SCRIPT, "app.js";
    "/page/controls.js", SCRIPT, "controls.js";
    "/page/dates.js", SCRIPT, "dates.js";
    "/page/draw-entries.js", SCRIPT, "draw-entries.js";
    "/page/draw-list.js", SCRIPT, "draw-list.js";
    "/page/draw-sidebar.js", SCRIPT, "draw-sidebar.js";
    "/page/editing.js", SCRIPT, "editing.js";
    "/page/entries.js", SCRIPT, "entries.js";
    "/page/events.js", SCRIPT, "events.js";
    "/page/groups.js", SCRIPT, "groups.js";
    "/page/import.js", SCRIPT, "import.js";
    "/page/keyboard.js", SCRIPT, "keyboard.js";
    "/page/listen-together.js", SCRIPT, "listen-together.js";
    "/page/lists.js", SCRIPT, "lists.js";
    "/page/navigate.js", SCRIPT, "navigate.js";
    "/page/news.js", SCRIPT, "news.js";
    "/page/open-list.js", SCRIPT, "open-list.js";
    "/page/order.js", SCRIPT, "order.js";
    "/page/remember.js", SCRIPT, "remember.js";
    "/page/rows.js", SCRIPT, "rows.js";
    "/page/search.js", SCRIPT, "search.js";
    "/page/state.js", SCRIPT, "state.js";
    "/page/text.js", SCRIPT, "text.js";
    "/page/toasts.js", SCRIPT, "toasts.js";
    "/page/undo.js", SCRIPT, "undo.js";
    "/page/version.js", SCRIPT, "version.js";
}
