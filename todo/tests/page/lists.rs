//! The lists at the side.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn lists_are_begun_counted_opened_and_deleted() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &server.url);
    window.click("#first-list-name");
    window.write("Home");
    window.press("Enter");
    window.wait_for("location.search === '?list=Home'");
    window.click("#new-list-name");
    window.write("Work / Büro");
    window.press("Enter");
    window.wait_for("text('#list-name') === 'Work / Büro'");
    window.wait_for("document.activeElement.id === 'add-title'");
    window.write("Report");
    window.press("Enter");
    let counts = "all('nav li').map((it) => it.textContent).join('|')";
    window.wait_for(&format!("{counts} === 'Home 0 open|Work / Büro 1 open'"));
    window.wait_for("document.title === '(1) Work / Büro – To-do'");

    window.click("(all('nav a')[0])");
    window.wait_for("text('#list-name') === 'Home'");
    window.evaluate("history.back()");
    window.wait_for("text('#list-name') === 'Work / Büro'");
    window.wait_for("titles() === 'Report'");

    let delete = || {
        window.click("summary");
        window.click("#end-list");
        window.wait_for("document.querySelector('#ask').open");
    };
    delete();
    window.wait_for("text('#ask-text').includes('1 entry')");
    window.press("Enter");
    window.wait_for("!document.querySelector('#ask').open");
    window.wait_for("titles() === 'Report'");
    delete();
    window.click("#ask .danger");
    window.wait_for("text('#list-name') === 'Home'");
    window.wait_for("all('nav li').length === 1");

    // The list of last time is opened where none is asked for.
    window.go(&server.url);
    window.wait_for("location.search === '?list=Home'");
    delete();
    window.click("#ask .danger");
    window.wait_for("!document.querySelector('#welcome').hidden");
    window.assert_silent_but_for("network");
}

#[test]
fn with_many_lists_there_are_pages_and_a_search() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate(
        "(async () => {
            for (let at = 1; at <= 130; at += 1) await ask('PUT', `L ${at}`);
        })()",
    );
    window.go(&format!("{}/?list=L%201", server.url));
    window.wait_for("all('nav li').length === 100");
    window.click("#more-lists");
    window.wait_for("all('nav li').length === 130");
    window.wait_for("document.querySelector('#more-lists').hidden");
    window.click("#find-list-name");
    window.write("13");
    let names = "all('nav .name').map((name) => name.textContent).join()";
    window.wait_for(&format!("{names} === 'L 13,L 113,L 130'"));
    window.assert_silent();
}
