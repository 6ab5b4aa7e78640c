//! The time of every row, candidates taking turns: see `docs/performance.md`.

fn main() {
    countersign_benches_harness::interleaved(&countersign_benches::rows());
}
