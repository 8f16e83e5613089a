# The commands of `.ci/run`, one by one. Each is a plain cargo line.

default: tour

# The tour of the book.
tour:
    cargo run --release

# The tests, against a live OTP where `erl` is installed.
test:
    cargo test --workspace
    cargo test -p actor-core --lib --features tls node::tls

lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Instructions per operation, compared with what was recorded.
count:
    cargo bench -p gates --bench instructions

# Random schedules under a model checker.
schedules:
    RUSTFLAGS="--cfg shuttle" CARGO_TARGET_DIR=target/shuttle cargo test -p gates --test schedules --release

# A million processes at once.
millions:
    cargo test -p gates --test millions --release -- --test-threads=1

# actor-core beside its peers; ten minutes.
peers:
    cd actor-core/peer-bench && cargo run --release -- --markdown RESULTS.md

# The load tester beside its peers; eight minutes.
load-peers:
    cargo build --release --bin blitzy
    cd blitzy/peer-bench && cargo run --release -- --markdown RESULTS.md

# The pool beside its peers; three minutes.
pool-peers:
    cd pooly/peer-bench && cargo run --release -- --markdown RESULTS.md

# The to-do system beside one on OTP; ten minutes.
todo-peers:
    cargo build --release --bin todo
    cd todo/peer-bench && cargo run --release -- --markdown RESULTS.md
