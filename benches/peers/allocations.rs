//! Allocations of every row: see `docs/performance.md`.

use countersign_benches_harness::{Allocations, allocations};

fn main() {
    allocations(&countersign_benches_peers::rows(), |run| {
        let counted = allocation_counter::measure(run);
        Allocations { count: counted.count_total, bytes: counted.bytes_total }
    });
}
