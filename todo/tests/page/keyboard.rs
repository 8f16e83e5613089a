//! Everything by keys alone.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn a_list_is_worked_by_keys_alone() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &server.url);
    window.wait_for("!document.querySelector('#welcome').hidden");
    // Past the link to the entries, the help and the new list.
    while window.evaluate("document.activeElement.id") != "first-list-name" {
        window.press("Tab");
    }
    window.write("Home");
    window.press("Enter");
    window.wait_for("document.activeElement.id === 'add-title'");
    for title in ["one", "two", "three"] {
        window.write(title);
        window.press("Enter");
    }
    window.wait_for("titles() === 'one|two|three'");
    window.wait_for("all('.is-asked').length === 0");

    window.press("Escape");
    window.press("j");
    window.wait_for("isHere('one')");
    window.press("j");
    window.wait_for("isHere('two')");
    window.press("k");
    window.wait_for("isHere('one')");
    window.press("x");
    window.wait_for("titles('[data-group=done]') === 'one'");
    window.wait_for("isHere('two')");
    window.press("Space");
    window.wait_for("titles() === 'three|two|one' && isHere('three')");

    window.press("Enter");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.write("four");
    window.press("Enter");
    window.wait_for("isHere('four')");
    window.press("d");
    window.wait_for("titles() === 'two|one' && isHere('two')");
    window.press("u");
    window.wait_for("titles() === 'four|two|one'");
    window.press("Control+z");
    window.wait_for("titles() === 'three|two|one'");
    window.press("u");
    window.wait_for("titles('[data-group=done]') === 'one'");

    window.press("3");
    window.wait_for("titles() === 'one'");
    window.press("2");
    window.wait_for("titles() === 'two|three'");
    window.press("1");
    window.wait_for("titles() === 'two|three|one'");
    window.press("/");
    window.wait_for("document.activeElement.id === 'find-text'");
    window.write("ee");
    window.wait_for("titles() === 'three'");
    window.press("Enter");
    window.wait_for("isHere('three')");
    window.press("n");
    window.wait_for("document.activeElement.id === 'add-title'");
    window.assert_silent();
}

#[test]
fn help_tells_the_keys_and_switches_them_off() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(&browser, &url);
    window.click("#list-name");
    window.press("?");
    window.wait_for("document.querySelector('#help').open");
    // Keys of the page do nothing while a dialog is open.
    window.press("n");
    window.wait_for(
        "document.querySelector('#help').open && \
                     document.activeElement.closest('#help') !== null",
    );
    window.press("Escape");
    window.wait_for("!document.querySelector('#help').open");

    window.click("#show-help");
    window.click("#use-keys");
    window.click("#help button");
    window.wait_for("!document.querySelector('#help').open");
    window.click("#list-name");
    window.press("n");
    window.press("Tab");
    window.wait_for("document.activeElement !== document.body");
    assert_ne!(window.evaluate("document.activeElement.id"), "add-title");
    window.assert_silent_but_for("network");
}

#[test]
fn every_control_is_reached_by_tab_and_seen_to_be() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate("ask('POST', 'Home/entries', { title: 'Milk' })");
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("titles() === 'Milk'");
    window.evaluate(
        "globalThis.reached = new Set(); globalThis.unseen = [];
         document.activeElement.blur();
         document.addEventListener('focusin', ({ target }) => {
            reached.add(target);
            if (getComputedStyle(target).outlineStyle === 'none') {
                unseen.push(target.outerHTML);
            }
         });",
    );
    for _ in 0..40 {
        window.press("Tab");
    }
    let missed = window.evaluate(
        "all('button, input, a[href], summary')
            .filter((it) => it.checkVisibility() && !reached.has(it))
            .map((it) => it.outerHTML)",
    );
    assert_eq!(missed, serde_json::json!([]));
    let unseen = window.evaluate("unseen");
    assert_eq!(unseen, serde_json::json!([]));
}
