//! Checks that no longer carry a decision (A3): asked for again before a list, whoever makes it.

use std::collections::HashMap;

use jiff::civil::Date;
use titian_domain::application::{Application, at_decision, overtaken};
use titian_domain::compliance::{self, Compliance, Open};
use titian_domain::id::{ApplicationId, EnterpriseId};
use titian_domain::notice::Batch;
use titian_domain::recognition::Recognition;
use titian_store::{Reading, StoreError};

use super::titles;
use crate::App;

/// What stands against cases, by case: each reason with its article and what to do. Who is not in it has nothing.
pub type Against = HashMap<ApplicationId, Vec<String>>;

impl App {
    /// Which checks of cases do not carry a decision on a day, by case: a statement for some hundreds of them. Where the
    /// procedure has no look-up at all, none is asked for.
    pub(crate) async fn unchecked<'c>(
        &self,
        reading: &mut Reading,
        cases: impl IntoIterator<Item = (&'c Application, &'c Batch)>,
        on: Date,
    ) -> Result<Against, StoreError> {
        let asked = |(case, batch): &(&Application, &Batch)| self.steps(batch, case.city).looked_up();
        let cases: Vec<&Application> = cases.into_iter().filter(asked).map(|(case, _)| case).collect();
        let enterprises: Vec<&str> = cases.iter().map(|case| case.enterprise.as_str()).collect();
        let known = reading.load_all::<Compliance>(&enterprises).await?;
        let mut against = Against::new();
        for (case, known) in cases.into_iter().zip(known) {
            let gates = self.policy.gates.get(&case.gates).into_iter().flat_map(|gates| &gates.gates);
            let gates = gates.filter(|gate| gate.asked_for(case.purpose));
            let open = compliance::open(gates, known.state.as_ref(), on);
            if !open.is_empty() {
                against.insert(case.id.clone(), open.iter().map(Open::told).collect());
            }
        }
        Ok(against)
    }

    /// Why a title cannot begin from cases of a batch, decided on a day: what one builds on was withdrawn, another like it
    /// has begun meanwhile, or a check has to be made again.
    pub(crate) async fn against_titles(
        &self,
        reading: &mut Reading,
        batch: &Batch,
        cases: &[&Application],
        on: Date,
    ) -> Result<Against, StoreError> {
        let mut against = self.unchecked(reading, cases.iter().map(|case| (*case, batch)), on).await?;
        let enterprises: Vec<&str> = cases.iter().map(|case| case.enterprise.as_str()).collect();
        let mut held: HashMap<EnterpriseId, Vec<Recognition>> = HashMap::new();
        for title in titles(reading, &enterprises).await? {
            held.entry(title.enterprise.clone()).or_default().push(title);
        }
        for case in cases {
            let Some(titles) = held.get(&case.enterprise) else { continue };
            let overtaken = || overtaken(case, titles, self.clock.today());
            if let Some(lost) = at_decision(case, titles).or_else(overtaken) {
                against.entry(case.id.clone()).or_default().insert(0, lost);
            }
        }
        Ok(against)
    }
}
