//! How often a ceremony may be asked for: by address, and by account.

use core::net::{IpAddr, Ipv6Addr};
use core::num::NonZeroU32;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use governor::clock::{Clock as _, MonotonicClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::answer::Failure;

/// Keys that are remembered at once: some megabytes.
const MAX_KEYS: usize = 100_000;
/// Longest `X-Forwarded-For` that is read, in bytes.
const MAX_FORWARDED_BYTES: usize = 1024;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Account([u8; 32]),
}

/// Requests of one address that are answered at once: a few browsers behind it, and no share of the server's that others miss.
const MAX_IN_FLIGHT: usize = 64;

type InFlightByAddress = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A request that is being answered, which counts until it is dropped.
#[derive(Debug)]
pub(crate) struct InFlight {
    address: IpAddr,
    counts: InFlightByAddress,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

type Limiter = RateLimiter<Key, DashMapStateStore<Key>, MonotonicClock>;

/// The two limits, and the proxies that are believed.
#[derive(Debug)]
pub struct Limits {
    addresses: Limiter,
    accounts: Limiter,
    in_flight: InFlightByAddress,
    proxies: Vec<IpAddr>,
}

impl Limits {
    /// So many requests a minute for one address and for one account; a minute's worth may come at once. `proxies` are
    /// the addresses whose `X-Forwarded-For` counts.
    #[must_use]
    pub fn new(per_address: NonZeroU32, per_account: NonZeroU32, proxies: Vec<IpAddr>) -> Self {
        let limiter =
            |most| Limiter::new(Quota::per_minute(most), DashMapStateStore::default(), MonotonicClock);
        let in_flight = InFlightByAddress::default();
        Self { addresses: limiter(per_address), accounts: limiter(per_account), in_flight, proxies }
    }

    /// Counts a request of an address as one that is being answered. There are as many addresses as requests at most.
    pub(crate) fn enter(&self, address: IpAddr) -> Result<InFlight, Failure> {
        let address = network(address);
        let mut counts = self.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_insert(0);
        if *count >= MAX_IN_FLIGHT {
            return Err(Failure::Busy);
        }
        *count = count.saturating_add(1);
        Ok(InFlight { address, counts: Arc::clone(&self.in_flight) })
    }

    /// Counts a request of an address.
    pub(crate) fn count_address(&self, address: IpAddr) -> Result<(), Failure> {
        count(&self.addresses, &Key::Address(network(address)))
    }

    /// Counts a request about an account, by a hash of what names it.
    pub(crate) fn count_account(&self, name: [u8; 32]) -> Result<(), Failure> {
        count(&self.accounts, &Key::Account(name))
    }

    /// Forgets who has not asked for a while.
    pub(crate) fn sweep(&self) {
        for limiter in [&self.addresses, &self.accounts] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// The address of the client: the last one in `X-Forwarded-For` that is no proxy of ours, as long as the connection
    /// comes from a proxy of ours; else that of the connection.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let forwarded = headers.get_all("x-forwarded-for").iter().rev();
        let addresses = forwarded
            // A line that cannot be read ends it: what stands before it may be the client's.
            .map_while(|value| value.to_str().ok().filter(|value| value.len() <= MAX_FORWARDED_BYTES))
            .flat_map(|value| value.rsplit(','));
        for address in addresses {
            if !self.proxies.contains(&client) {
                break;
            }
            match address.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// What one customer has: an address of IPv4, a /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn count(limiter: &Limiter, key: &Key) -> Result<(), Failure> {
    if limiter.len() >= MAX_KEYS {
        limiter.retain_recent();
        if limiter.len() >= MAX_KEYS {
            return Err(Failure::Busy);
        }
    }
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(MonotonicClock.now());
        Failure::RateLimited(wait.as_secs().saturating_add(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(proxies: &[&str]) -> Limits {
        let proxies = proxies.iter().map(|text| text.parse().unwrap()).collect();
        Limits::new(NonZeroU32::new(3).unwrap(), NonZeroU32::new(2).unwrap(), proxies)
    }

    fn forwarded(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    // attack: srv-rate-limit
    #[test]
    fn accepts_a_minutes_worth_and_refuses_more_of_one_address() {
        let limits = limits(&[]);
        for _ in 0..3 {
            assert!(limits.count_address("192.0.2.1".parse().unwrap()).is_ok());
        }
        assert!(matches!(
            limits.count_address("192.0.2.1".parse().unwrap()),
            Err(Failure::RateLimited(1..=21))
        ));
        assert!(limits.count_address("192.0.2.2".parse().unwrap()).is_ok());
    }

    #[test]
    fn accepts_a_few_requests_of_one_address_at_once_and_others_when_they_have_ended() {
        let limits = limits(&[]);
        let mut running: Vec<_> =
            (0..MAX_IN_FLIGHT).map(|_| limits.enter("192.0.2.1".parse().unwrap()).unwrap()).collect();
        assert!(matches!(limits.enter("192.0.2.1".parse().unwrap()), Err(Failure::Busy)));
        let other = limits.enter("192.0.2.2".parse().unwrap());
        assert!(other.is_ok());
        running.pop();
        running.push(limits.enter("192.0.2.1".parse().unwrap()).unwrap());
        assert!(limits.enter("192.0.2.1".parse().unwrap()).is_err());
        drop((running, other));
        assert!(limits.in_flight.lock().unwrap().is_empty());
    }

    #[test]
    fn refuses_more_from_one_network_of_ipv6() {
        let limits = limits(&[]);
        for host in 1..=3 {
            assert!(limits.count_address(format!("2001:db8:0:1::{host}").parse().unwrap()).is_ok());
        }
        assert!(limits.count_address("2001:db8:0:1:ffff::9".parse().unwrap()).is_err());
        assert!(limits.count_address("2001:db8:0:2::9".parse().unwrap()).is_ok());
    }

    #[test]
    fn refuses_more_of_one_account_from_anywhere() {
        let limits = limits(&[]);
        assert!(limits.count_account([1; 32]).is_ok() && limits.count_account([1; 32]).is_ok());
        assert!(matches!(limits.count_account([1; 32]), Err(Failure::RateLimited(_))));
        assert!(limits.count_account([2; 32]).is_ok());
    }

    #[test]
    fn accepts_forwarded_addresses_from_our_proxies_alone() {
        let limits = limits(&["10.0.0.1", "10.0.0.2"]);
        let client = |peer: &str, values: &[&str]| {
            limits.client(peer.parse().unwrap(), &forwarded(values)).to_string()
        };
        assert_eq!(client("192.0.2.9", &["198.51.100.1"]), "192.0.2.9");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6, nonsense"]), "10.0.0.1");
        let long = format!("{}, 198.51.100.1", "x".repeat(MAX_FORWARDED_BYTES));
        assert_eq!(client("10.0.0.1", &["6.6.6.6", &long]), "10.0.0.1");
    }
}
