//! The keys of a keyboard.

use serde_json::{Value, json};

/// What a browser is told of a key that goes down, and then up.
pub(crate) fn strokes(key: &str) -> [Value; 2] {
    let (control, key) = match key.strip_prefix("Control+") {
        Some(key) => (true, key),
        None => (false, key),
    };
    let (shift, key) = match key.strip_prefix("Shift+") {
        Some(key) => (true, key),
        None => (false, key),
    };
    let (code, number, text) = match key {
        "Enter" => ("Enter".to_owned(), 13, "\r"),
        "Escape" => ("Escape".to_owned(), 27, ""),
        "Tab" => ("Tab".to_owned(), 9, ""),
        "Space" => ("Space".to_owned(), 32, " "),
        "/" => ("Slash".to_owned(), 191, "/"),
        "?" => ("Slash".to_owned(), 191, "?"),
        _ => {
            let letter = key.to_uppercase();
            let is_digit = key.chars().all(char::is_numeric);
            let kind = if is_digit { "Digit" } else { "Key" };
            let number = letter.as_bytes()[0];
            (format!("{kind}{letter}"), i32::from(number), key)
        }
    };
    let modifiers = 2 * i32::from(control) + 8 * i32::from(shift);
    let key = if key == "Space" { " " } else { key };
    let mut down = json!({
        "type": "keyDown", "key": key, "code": code,
        "windowsVirtualKeyCode": number, "modifiers": modifiers,
    });
    let mut up = down.clone();
    up["type"] = "keyUp".into();
    if !text.is_empty() && !control {
        down["text"] = text.into();
    }
    [down, up]
}
