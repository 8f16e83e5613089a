//! What is seen when something is not done.

use serde_json::Value;

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

/// Lets the next request that would change something fail, as if the disk
/// were full, once `asked` was done. Returns the key of the request.
fn refuse_next(window: &Window<'_>, asked: impl FnOnce()) -> Value {
    window.evaluate("delete globalThis.held; holdNext()");
    asked();
    window.wait_for("globalThis.held");
    window.evaluate(
        "held.letGo(new Response('{ \"detail\": \"the disk is full\" }', {
            status: 503,
            headers: { 'Content-Type': 'application/problem+json' } }));
         held.request.headers.get('Idempotency-Key')",
    )
}

#[test]
fn an_entry_that_was_not_added_is_typed_again_by_itself() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(&browser, &url);
    window.click("#add-title");
    window.write("Milk");
    let key = refuse_next(&window, || window.press("Enter"));
    window.wait_for("toasts() === '“Milk” was not added: the disk is full.'");
    window.wait_for("all('.entry').length === 0");
    window.wait_for("document.activeElement.value === 'Milk'");

    // It is the same question, so it cannot be added twice.
    let again = refuse_next(&window, || window.press("Enter"));
    assert!(again.is_string(), "{again}");
    assert_eq!(again, key);
    window.wait_for("document.activeElement.value === 'Milk'");
    window.press("Enter");
    window.wait_for("titles() === 'Milk'");
    window.wait_for("document.activeElement.value === ''");
    window.assert_silent_but_for("network");
}

#[test]
fn what_was_not_done_is_shown_as_it_was_and_can_be_tried_again() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let other = Window::open(&browser, &format!("{}/healthz", server.url));
    other.evaluate("ask('POST', 'Home/entries', { title: 'Milk' })");
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(&browser, &url);

    let check = "(row('Milk').querySelector('.check'))";
    refuse_next(&window, || {
        window.click(check);
        window.wait_for("all('.is-done').length === 1");
    });
    window.wait_for("all('.is-done').length === 0");
    window.wait_for("toasts() === '“Milk” was not changed: the disk is full.'");

    window.click(".toast .close");
    refuse_next(&window, || {
        window.click(".entry .delete");
        window.wait_for("all('.entry').length === 0");
    });
    window.wait_for("titles() === 'Milk'");
    window.wait_for("toasts() === '“Milk” was not deleted: the disk is full.'");
    window.click(".toast .action");
    window.wait_for("all('.entry').length === 0");
    window.wait_for("toasts() === 'Deleted “Milk”.'");
    window.assert_silent_but_for("network");
}

#[test]
fn without_a_server_there_is_a_banner_until_it_is_back() {
    let Some(browser) = Browser::start() else { return };
    let mut server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate("ask('POST', 'Home/entries', { title: 'Milk' })");
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("titles() === 'Milk'");
    window.wait_for("document.querySelector('#offline').hidden");

    server.kill();
    window.wait_for("!document.querySelector('#offline').hidden");
    window.click("(row('Milk').querySelector('.check'))");
    window.wait_for("toasts().includes('the server cannot be reached')");
    window.wait_for("all('.is-done').length === 0");

    server.start_again();
    // Somebody else is faster.
    let other = Window::open(&browser, &format!("{}/healthz", server.url));
    other.evaluate("ask('POST', 'Home/entries', { title: 'Bread' })");
    window.wait_for("document.querySelector('#offline').hidden");
    window.wait_for("titles() === 'Milk|Bread'");
    window.click(".toast.failure .action");
    window.wait_for("titles('[data-group=done]') === 'Milk'");
    window.assert_silent_but_for("network");
}
