//! A house in which everything is ready for an announcement.

use jiff::civil::date;

use crate::province::{Case, Province, file, prepare};
use crate::stores::House;

/// Fills a house until an announcement of so many enterprises is prepared and so many other cases are begun, and closes
/// it. Answers those cases.
pub async fn make_ready(house: &House, announced: u64, begun: u64) -> Vec<Case> {
    let province = Province::over(house.store.clone(), house.folder.path());
    let batch = province.batch().await;
    let firms = province.firms(1, announced + begun).await;
    let (announced, begun) = firms.split_at(usize::try_from(announced).expect("not so many"));
    province.day(date(2026, 9, 2));
    let cases = province.submitted(&batch, announced).await;
    let begun = province.begun(&batch, begun).await;
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    province.day(date(2026, 9, 7));
    let lists = province.publicised(&batch, &cases, cases.len()).await;
    province.day(date(2026, 9, 12));
    province.app.tick().await.expect("the hour's work");
    province.all(&[file(&lists[0], &cases)]).await;
    province.day(date(2026, 9, 21));
    province.all(&[prepare(&batch, &cases)]).await;
    house.store.close().await;
    begun
}
