//! Entries: added, edited, done, deleted, and brought back.

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn an_entry_is_added_edited_completed_deleted_and_brought_back() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(&browser, &url);
    window.wait_for("text('#nothing').includes('yet')");

    window.click("#add-title");
    for title in ["Buy milk", "Call grandmother"] {
        window.write(title);
        window.press("Enter");
    }
    window.wait_for("titles() === 'Buy milk|Call grandmother'");
    window.wait_for("text('#count') === '2 open of 2'");
    window.wait_for("all('.is-asked').length === 0");

    window.double_click("(row('Buy milk').querySelector('.title'))");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.write("Buy bread");
    window.press("Enter");
    window.wait_for("titles() === 'Buy bread|Call grandmother'");

    window.click("(row('Buy bread').querySelector('.check'))");
    window.wait_for("titles('[data-group=done]') === 'Buy bread'");
    window.wait_for("text('#count') === '1 open of 2'");

    window.click("(row('Call grandmother').querySelector('.delete'))");
    window.wait_for("titles() === 'Buy bread'");
    window.wait_for("toasts().includes('Deleted “Call grandmother”')");
    window.click("(all('.toast .action').at(-1))");
    window.wait_for("titles() === 'Call grandmother|Buy bread'");

    // It is all on disk, under the numbers of before.
    let kept = window.evaluate(
        "ask('GET', 'Home/entries').then(({ entries }) => entries.map(
            ({ id, title, done }) => `${id} ${title} ${done}`).join('|'))",
    );
    assert_eq!(kept, "1 Buy bread true|2 Call grandmother false");
    window.assert_silent_but_for("network");
}

#[test]
fn entries_are_in_groups_by_their_days() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window = Window::open(&browser, &format!("{}/healthz", server.url));
    window.evaluate(
        "(async () => {
            const day = (days) => {
                const date = new Date();
                date.setDate(date.getDate() + days);
                return date.toLocaleDateString('sv-SE');
            };
            const days = { late: -3, now: 0, next: 1, then: 40 };
            for (const [title, days_] of Object.entries(days)) {
                await ask('POST', 'Home/entries', { title, date: day(days_) });
            }
            await ask('POST', 'Home/entries', { title: 'some' });
            await ask('POST', 'Home/entries', { title: 'past', done: true });
        })()",
    );
    window.go(&format!("{}/?list=Home", server.url));
    window.wait_for("all('.entry').length === 6");
    let groups = "all('.group').map((group) => \
                  `${group.querySelector('.name').textContent}: \
                  ${group.querySelector('.title').textContent}`)";
    let groups = window.evaluate(groups);
    let expected =
        ["Overdue: late", "Today: now", "Tomorrow: next", "", "Someday: some"];
    for (at, expected) in expected.into_iter().enumerate() {
        if !expected.is_empty() {
            assert_eq!(groups[at], expected);
        }
    }
    assert_eq!(groups[5], "Done: past");

    // To give an entry a day moves it.
    window.click("(row('some').querySelector('.edit'))");
    window.wait_for("document.activeElement.matches('.new-title')");
    window.evaluate(
        "document.querySelector('.new-date').value = \
         row('now').closest('.group').dataset.group",
    );
    window.press("Enter");
    window.wait_for("all('.is-today .entry').length === 2");
    window.assert_silent();
}

#[test]
fn titles_of_strangers_stay_texts() {
    const HOSTILE: &str = "<script>document.title='taken'</script>\
         <img src=x onerror=\"document.title='taken'\">&amp;\u{202e}gnp";
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let name = "%3Cb%3Elist%3C%2Fb%3E%20%2F..%2F%3F%23";
    let url = format!("{}/?list={name}", server.url);
    let window = Window::open_list(&browser, &url);
    window.click("#add-title");
    window.write(HOSTILE);
    window.press("Enter");
    window.wait_for("all('nav li').length === 1 && all('.entry').length === 1");
    assert_eq!(window.evaluate("titles()"), HOSTILE);
    assert_eq!(window.evaluate("text('#list-name')"), "<b>list</b> /../?#");
    window.click(".entry .delete");
    window.wait_for("toasts().includes('Deleted “<script>')");
    window.press("u");
    window.wait_for("all('.entry').length === 1");
    assert_eq!(window.evaluate("all('img, b').length"), 0);
    assert_ne!(window.evaluate("document.title"), "taken");
    window.assert_silent_but_for("network");
}
