//! 门卫 Who knocks: from where, how often, and how many at once. Style, script and pictures are never held up.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use titian_domain::id::AccountId;
use tokio::sync::Semaphore;

use crate::failure;
use crate::house::House;
use crate::look;

/// How much is let in. A whole office may come from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pages a minute to one address.
    pub to_address: u32,
    /// Pages a minute to one account.
    pub to_account: u32,
    /// Requests under way at once.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { to_address: 600, to_account: 240, at_once: 256 }
    }
}

/// Who stands at the door. [`Porter::default`] believes no proxy and lets everybody in.
#[derive(Default)]
pub struct Porter {
    proxies: Vec<IpAddr>,
    addresses: Option<Pace<IpAddr>>,
    accounts: Option<Pace<AccountId>>,
    places: Option<Arc<Semaphore>>,
    crowd: Option<Arc<Crowd>>,
}

/// How many of each household are in at once: one of them never takes all places.
struct Crowd {
    most: usize,
    here: Mutex<HashMap<IpAddr, usize>>,
}

/// One of a household who is in; leaves when dropped.
struct Inside(Arc<Crowd>, IpAddr);

impl Crowd {
    fn enter(self: &Arc<Crowd>, household: IpAddr) -> Option<Inside> {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        let count = here.entry(household).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Inside(self.clone(), household))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut here = self.0.here.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = here.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                here.remove(&self.1);
            }
        }
    }
}

/// How often each of many may come.
struct Pace<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    asked: AtomicU32,
}

/// One household has at most this part of the places.
const SHARE: usize = 4;
/// After so many questions those who have not come for long are forgotten.
const FORGET_AFTER: u32 = 4096;

impl<K: Hash + Eq + Clone> Pace<K> {
    /// At most so many a minute, all at once or spread; 0 counts nothing.
    fn new(a_minute: u32) -> Option<Pace<K>> {
        let limiter = RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(a_minute)?));
        Some(Pace { limiter, asked: AtomicU32::new(0) })
    }

    /// Whether one more may come; if not, in how many seconds.
    fn admits(&self, key: &K) -> Result<(), u64> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == FORGET_AFTER - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|not| not.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

impl Porter {
    /// Lets in so much; `proxies` are believed about whom they bring.
    pub fn new(proxies: Vec<IpAddr>, limits: Limits) -> Porter {
        Porter {
            proxies: proxies.into_iter().map(|proxy| proxy.to_canonical()).collect(),
            addresses: Pace::new(limits.to_address),
            accounts: Pace::new(limits.to_account),
            places: Some(Arc::new(Semaphore::new(limits.at_once.min(Semaphore::MAX_PERMITS)))),
            crowd: Some(Arc::new(Crowd { most: limits.at_once.div_ceil(SHARE), here: Mutex::default() })),
        }
    }

    /// From where a request comes: the peer's address; behind a proxy of ours, the nearest hop that is none of ours. What
    /// a client itself writes into the header stands to the left of that, and is not read.
    pub fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        let mut nearest = peer.ip().to_canonical();
        let values: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        for hop in values.iter().flat_map(|value| value.split(',')).rev() {
            if !self.proxies.contains(&nearest) {
                break;
            }
            // Whatever a proxy of ours did not write as an address hides who came to it.
            let Some(address) = address(hop.trim()) else { break };
            nearest = address;
        }
        Some(nearest)
    }

    /// Whether an account may open one more page; if not, the answer.
    pub fn account(&self, account: &AccountId) -> Result<(), Box<Response>> {
        let Some(accounts) = &self.accounts else { return Ok(()) };
        accounts.admits(account).map_err(|seconds| Box::new(failure::wait(seconds)))
    }
}

/// An address as proxies write it: bare, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse::<IpAddr>().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    parsed.map(|address| address.to_canonical())
}

/// Those who share an address share a pace; a network of IPv6 is given to one household.
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Middleware: lets a request in, or says when to come again.
pub async fn admit(State(house): State<House>, request: Request, next: Next) -> Response {
    let porter = &house.porter;
    if request.uri().path().starts_with(look::ROOM) {
        return next.run(request).await;
    }
    // No name here has a zero in it, and no database keeps one.
    if request.uri().to_string().contains("%00") {
        return failure::plain(StatusCode::BAD_REQUEST);
    }
    let place = porter.places.as_ref().map(|places| places.clone().try_acquire_owned());
    if matches!(place, Some(Err(_))) {
        return failure::busy();
    }
    let from = porter.client(request.extensions(), request.headers()).map(household);
    if let (Some(addresses), Some(from)) = (&porter.addresses, from)
        && let Err(seconds) = addresses.admits(&from)
    {
        return failure::wait(seconds);
    }
    let inside = porter.crowd.as_ref().zip(from).map(|(crowd, from)| crowd.enter(from));
    if matches!(inside, Some(None)) {
        return failure::busy();
    }
    let response = next.run(request).await;
    drop((place, inside));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let porter = Porter::new(proxies, Limits::default());
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        porter.client(&extensions, &headers).unwrap().to_string()
    }

    #[test]
    fn one_household_never_takes_all_places() {
        let crowd = Arc::new(Crowd { most: 2, here: Mutex::default() });
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = crowd.enter(one);
        let _second = crowd.enter(one);
        assert!(first.is_some() && crowd.enter(one).is_none() && crowd.enter(other).is_some());
        drop(first);
        assert!(crowd.enter(one).is_some(), "a place is free again");
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.1"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.1"], "10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client(&["10.0.0.1"], "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_nearest_hop_that_is_not_ours_counts_whatever_the_client_wrote() {
        let ours = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(client(&ours, "10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(client(&ours, "10.0.0.1", &["203.0.113.9", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(client(&ours, "10.0.0.1", &["10.0.0.2"]), "10.0.0.2");
        assert_eq!(client(&ours, "10.0.0.1", &["198.51.100.7:50123"]), "198.51.100.7");
        assert_eq!(client(&ours, "10.0.0.1", &["[2001:db8::7]:50123"]), "2001:db8::7");
        assert_eq!(client(&ours, "::ffff:10.0.0.1", &["::ffff:198.51.100.7"]), "198.51.100.7");
        assert_eq!(client(&ours, "10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
    }

    #[test]
    fn a_network_is_one_household() {
        let of = |text: &str| household(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn each_has_their_own_pace() {
        let pace = Pace::new(2).unwrap();
        assert!(pace.admits(&"a").is_ok() && pace.admits(&"a").is_ok());
        let seconds = pace.admits(&"a").unwrap_err();
        assert!((1..=31).contains(&seconds), "{seconds}");
        assert!(pace.admits(&"b").is_ok());
        assert!(Pace::<u8>::new(0).is_none());
    }
}
