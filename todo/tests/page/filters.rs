//! What is shown: filters, search, and where that is in the address.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

fn fill(window: &Window<'_>) {
    window.evaluate(
        "(async () => {
            for (const title of ['Milk', 'Bread', 'Café au lait']) {
                await ask('POST', 'Home/entries', { title });
            }
            await ask('PATCH', 'Home/entries/2', { done: true });
        })()",
    );
}

#[test]
fn filters_and_search_are_in_the_address_and_back_works() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    fill(&window);
    window.go(&format!("{}/?list=Home&show=active", server.url));
    window.wait_for("titles() === 'Milk|Café au lait'");
    window.click("#show-completed");
    window.wait_for("titles() === 'Bread'");
    window.wait_for("location.search === '?list=Home&show=completed'");
    window.wait_for("text('.filters [aria-current]') === 'Completed'");
    window.click("#show-all");
    window.wait_for("titles() === 'Milk|Café au lait|Bread'");
    window.evaluate("history.back()");
    window.wait_for("titles() === 'Bread'");
    window.evaluate("history.back()");
    window.wait_for("titles() === 'Milk|Café au lait'");

    window.click("#find-text");
    window.write("CAFE lait");
    window.wait_for("titles() === 'Café au lait'");
    window.wait_for("text('#count') === '1 entry found'");
    window.wait_for("location.search.endsWith('&q=CAFE+lait')");
    window.command("Page.reload", serde_json::json!({}));
    window.wait_for(
        "document.querySelector('#find-text')?.value === \
                     'CAFE lait' && titles() === 'Café au lait'",
    );
    window.assert_silent();
}

#[test]
fn all_are_done_at_once_and_what_is_done_is_cleared_and_both_are_undone() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    fill(&window);
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("titles() === 'Milk|Café au lait|Bread'");
    window.click("#all-done");
    window.wait_for("all('.is-done').length === 3");
    window.wait_for("toasts().includes('2 entries are done.')");
    window.click("#clear");
    window.wait_for("all('.entry').length === 0");
    window.wait_for("toasts().includes('Deleted 3 entries.')");
    window.press("Control+z");
    window.wait_for("all('.is-done').length === 3");
    window.press("Control+z");
    window.wait_for("titles() === 'Milk|Café au lait|Bread'");
    let done = "ask('GET', 'Home/entries?done=true').then(({ entries }) => \
                entries.map(({ id }) => id).join())";
    window.wait_for("all('.is-asked').length === 0");
    assert_eq!(window.evaluate(done), "2");
    window.assert_silent();
}
