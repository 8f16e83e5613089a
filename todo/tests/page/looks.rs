//! How it looks, and how it is read out.

use serde_json::json;

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

fn open<'a>(browser: &'a Browser, server: &Server) -> Window<'a> {
    let window = Window::open(browser, &format!("{}/healthz", server.url));
    window.evaluate(
        "(async () => {
            const titles = ['Milk', 'word'.repeat(80), 'קניות '.repeat(20)];
            for (const title of titles) {
                await ask('POST', 'Home/entries', { title, date: '2018-12-19' });
            }
            await ask('PUT', 'a_list_with_a_name_that_has_no_spaces'.repeat(3));
        })()",
    );
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("all('.entry').length === 3 && all('nav li').length === 2");
    window
}

#[test]
fn a_telephone_need_not_scroll_to_the_side() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = open(&browser, &server);
    let outside = "all('body *').filter((it) => it.checkVisibility() &&
        !it.matches('.hidden, .skip') &&
        it.getBoundingClientRect().right > innerWidth + 1)
        .map((it) => it.outerHTML)";
    for width in [375, 320] {
        window.resize(width, 700);
        window.click("#show-lists");
        window.wait_for("document.querySelector('nav').checkVisibility()");
        window.click("(row('Milk').querySelector('.edit'))");
        window.wait_for("document.activeElement.matches('.new-title')");
        assert_eq!(window.evaluate(outside), json!([]), "{width}");
        let wide = "document.documentElement.scrollWidth > innerWidth";
        assert_eq!(window.evaluate(wide), false, "{width}");
        // Fingers are wide.
        let small = "all('button, .check, nav a, .filters a')
            .filter((it) => it.checkVisibility() &&
                it.getBoundingClientRect().height < 44)
            .map((it) => it.outerHTML)";
        assert_eq!(window.evaluate(small), json!([]), "{width}");
        window.press("Escape");
        window.wait_for("titles().startsWith('Milk')");
        window.click("#show-lists");
        window.wait_for("!document.querySelector('nav').checkVisibility()");
    }
}

#[test]
fn texts_can_be_read_by_day_and_by_night() {
    const CONTRASTS: &str = "(() => {
        const channel = (value) => value <= 10.31
            ? value / 255 / 12.92
            : ((value / 255 + .055) / 1.055) ** 2.4;
        const luminance = ([r, g, b]) => .2126 * channel(r) +
            .7152 * channel(g) + .0722 * channel(b);
        const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const ground = (it) => {
            const colour = parts(getComputedStyle(it).backgroundColor);
            return colour[3] === 0 ? ground(it.parentElement) : colour;
        };
        return all('h1, h2 .name, h2 .number, .title, time, button, nav a, ' +
            '.filters a, #count, .check-all').filter((it) =>
            it.checkVisibility() && it.textContent.trim()).map((it) => {
            const colours = [parts(getComputedStyle(it).color), ground(it)];
            const [low, high] = colours.map(luminance).sort((a, b) => a - b);
            return [(high + .05) / (low + .05), it.outerHTML];
        }).filter(([contrast]) => contrast < 4.5);
    })()";
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = open(&browser, &server);
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        let feature = json!({ "name": "prefers-color-scheme",
            "value": scheme });
        let features = json!({ "features": [feature] });
        window.command("Emulation.setEmulatedMedia", features);
        assert_eq!(window.evaluate(CONTRASTS), json!([]), "{scheme}");
        let ground = "getComputedStyle(document.body).backgroundColor";
        grounds.push(window.evaluate(ground));
    }
    assert_ne!(grounds[0], grounds[1]);
}

#[test]
fn every_control_has_a_name_to_be_read_out() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = open(&browser, &server);
    window.click("summary");
    window.command("Accessibility.enable", json!({}));
    let tree = window.command("Accessibility.getFullAXTree", json!({}));
    let controls = [
        "button",
        "checkbox",
        "link",
        "textbox",
        "searchbox",
        "Date",
        "DisclosureTriangle",
        "dialog",
        "navigation",
    ];
    let nodes = tree["nodes"].as_array().unwrap().iter();
    let named =
        nodes.filter(|node| node["ignored"] == false).filter_map(|node| {
            let role = node["role"]["value"].as_str()?;
            let name = node["name"]["value"].as_str().unwrap_or_default();
            controls.contains(&role).then_some((role, name))
        });
    let named: Vec<_> = named.collect();
    assert!(named.len() > 15, "{named:?}");
    let nameless: Vec<_> =
        named.iter().filter(|(_, name)| name.is_empty()).collect();
    assert!(nameless.is_empty(), "{nameless:?} of {named:?}");
    assert!(named.contains(&("checkbox", "Milk")), "{named:?}");
}
