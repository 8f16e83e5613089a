//! What the terminal shows.

#[test]
fn the_terminal_shows_what_it_should() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
