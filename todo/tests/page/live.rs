//! What other windows do.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn what_is_done_in_one_window_is_seen_in_the_other() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = format!("{}/?list=Home", server.url);
    let one = Window::open_list(&browser, &url);
    let other = Window::open_list(&browser, &url);
    one.click("#add-title");
    one.write("Milk");
    one.press("Enter");
    other.wait_for("titles() === 'Milk'");
    other.wait_for("text('#news').includes('was added elsewhere')");
    other.click("(row('Milk').querySelector('.check'))");
    one.wait_for("titles('[data-group=done]') === 'Milk'");
    one.click(".entry .delete");
    other.wait_for("all('.entry').length === 0");
    one.click(".toast .action");
    other.wait_for("titles('[data-group=done]') === 'Milk'");
    // Nobody is told what they did themselves.
    assert_eq!(one.evaluate("text('#news').includes('added')"), false);

    one.evaluate("ask('DELETE', 'Home')");
    for window in [&one, &other] {
        window.wait_for("text('#nothing').includes('was deleted')");
        window.wait_for("all('nav li').length === 0");
    }
    one.click("#add-title");
    one.write("Bread");
    one.press("Enter");
    other.wait_for("titles() === 'Bread' && all('nav li').length === 1");
    one.assert_silent_but_for("network");
    other.assert_silent_but_for("network");
}

#[test]
fn focus_stays_when_somebody_else_deletes_the_entry() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate(
        "(async () => {
            for (const title of ['one', 'two', 'three']) {
                await ask('POST', 'Home/entries', { title });
            }
        })()",
    );
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("titles() === 'one|two|three'");
    window.evaluate("row('two').querySelector('input').focus()");
    window.evaluate("ask('DELETE', 'Home/entries/2')");
    window.wait_for("isHere('three')");
    window.evaluate("ask('DELETE', 'Home/entries/3')");
    window.wait_for("isHere('one')");
    window.assert_silent();
}
