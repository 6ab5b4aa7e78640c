//! The time of every row: see `docs/performance.md`.

fn main() {
    countersign_benches_harness::run(&countersign_benches_peers::rows());
}
