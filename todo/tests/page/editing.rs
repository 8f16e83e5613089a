//! Two people with one entry.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

fn edit<'a>(browser: &'a Browser, server: &Server) -> Window<'a> {
    let other = Window::open(browser, &format!("{}/healthz", server.url));
    other.evaluate("ask('POST', 'Home/entries', { title: 'before' })");
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(browser, &url);
    window.click("(row('before').querySelector('.edit'))");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.write("mine");
    window
}

#[test]
fn escape_leaves_an_entry_as_it_was_and_leaving_the_field_saves_it() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = edit(&browser, &server);
    window.press("Escape");
    window.wait_for("titles() === 'before' && isHere('before')");
    window.press("e");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.write("mine");
    window.click("#list-name");
    window.wait_for("titles() === 'mine'");
    window.wait_for("all('.is-asked').length === 0");
    window.assert_silent();
}

#[test]
fn a_change_by_somebody_else_is_shown_while_one_types() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = edit(&browser, &server);
    window.evaluate("ask('PATCH', 'Home/entries/1', { title: 'theirs' })");
    window.wait_for("text('.conflict').includes('theirs')");
    assert_eq!(window.evaluate("document.activeElement.value"), "mine");
    // To look elsewhere decides nothing.
    window.click("#list-name");
    window.wait_for("!document.activeElement.closest('.editing')");
    window.click(".editing .cancel");
    window.wait_for("titles() === 'theirs'");

    window.click("(row('theirs').querySelector('.edit'))");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.write("mine");
    window.evaluate("ask('DELETE', 'Home/entries/1')");
    window.wait_for("text('.conflict').includes('Deleted')");
    window.press("Enter");
    window.wait_for("titles() === 'mine'");
    window.assert_silent();
}

#[test]
fn an_edit_that_meets_another_keeps_what_was_typed() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = edit(&browser, &server);
    // The edit is on its way when somebody else's arrives.
    window.evaluate("holdNext()");
    window.press("Enter");
    window.wait_for("titles() === 'mine'");
    let other = Window::open(&browser, &format!("{}/healthz", server.url));
    other.evaluate("ask('PATCH', 'Home/entries/1', { title: 'theirs' })");
    window.wait_for("globalThis.held");
    window.evaluate("held.letGo(null)");

    window.wait_for("text('.conflict').includes('theirs')");
    window.wait_for("document.querySelector('.new-title').value === 'mine'");
    window.wait_for("text('.editing [type=submit]') === 'Save mine'");
    window.press("Enter");
    other.evaluate(
        "(async () => {
            let title;
            do ({ title } = await ask('GET', 'Home/entries/1'));
            while (title !== 'mine');
        })()",
    );
    window.wait_for("titles() === 'mine'");
    window.assert_silent_but_for("network");
}
