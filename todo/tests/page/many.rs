//! A list that is long.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn of_thousands_only_those_are_drawn_that_are_near() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate(
        "(async () => {
            const lines = Array.from({ length: 2500 }, (_, at) =>
                `2018-12-19,Entry ${at + 1}\\n`);
            const answer = await fetch('/api/v1/lists/Home/import', {
                method: 'POST', body: lines.join(''),
                headers: { 'Content-Type': 'text/csv' } });
            if (!answer.ok) throw new Error(await answer.text());
        })()",
    );
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("text('#count') === '2,500 open of 2,500'");
    window.wait_for("document.querySelector('#loading').hidden");
    assert_eq!(window.evaluate("all('.entry').length"), 200);
    assert_eq!(window.evaluate("text('h2 .number')"), "2,500");

    // Rows that are as they were are the same elements as before.
    window.evaluate("globalThis.before = row('Entry 2')");
    window.evaluate("ask('DELETE', 'Home/entries/1')");
    window.wait_for("row('Entry 1') === undefined");
    assert_eq!(window.evaluate("row('Entry 2') === before"), true);

    window.evaluate("scrollTo(0, document.body.scrollHeight)");
    window.wait_for("all('.entry').length === 400");
    window.press("Escape");
    window.press("/");
    window.write("2500");
    window.wait_for("titles() === 'Entry 2500'");
    window.assert_silent();
}
