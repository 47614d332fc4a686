//! Reads `policy/procedures/*.toml` and refuses what nobody could follow: paths that run downhill, switches nobody
//! explained, a tier left out, a clock left empty without saying why.

use jiff::civil::Date;

use super::word::Word;
use super::*;
use crate::deadline::FirstDay;
use crate::source::{Entry, Node, Problem, parse_toml};
use crate::stated::Certainty;

/// Reads a procedure, naming every problem found.
pub fn read(file: &str, text: &str) -> Result<Procedure, Vec<Problem>> {
    let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
    let entry = Entry::of(file, &root).map_err(|problem| vec![problem])?;
    let mut found = Found { problems: Vec::new() };
    let whole = found.procedure(&entry);
    found.take(entry.finish());
    match whole {
        Some(procedure) if found.problems.is_empty() => Ok(procedure),
        _ => Err(found.problems),
    }
}

/// The problems met so far, so that an editor corrects once.
struct Found {
    problems: Vec<Problem>,
}

impl Found {
    fn take<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn procedure(&mut self, root: &Entry<'_>) -> Option<Procedure> {
        let id = self.take(root.text("id"));
        let title = self.take(root.text("title"));
        let document = self.take(root.text("document"));
        let source = self.take(root.text("source"));
        let notice = self.take(root.opt_text("notice"));
        let days = self.take(days_in_force(root));
        let switches = self.each(root, "switch", switch);
        let paths = self.paths(root, &switches);
        let publicity = self.take(stated(root, "publicity", publicity));
        let frequency = self.by_tier(root, "frequency", frequency, |it| it.tier);
        let returns = self.take(stated(root, "returns", returns).and_then(|it| open_says_why(root, "returns", it)));
        let consultation = self.take(stated(root, "consultation", consultation));
        let validity = self.by_tier(root, "validity", validity, |it| it.tier);
        let validity_starts = self.take(stated(root, "validity_starts", |it| word(it, "at")));
        let rereview = self.take(stated(root, "rereview", rereview));
        let annual_update = self.by_tier(root, "annual_update", annual_update, |it| it.tier);
        let update_opens = self.take(stated(root, "update_opens", |it| month_day(it, "on")));
        let update_reminders = self.take(stated(root, "update_reminders", |it| days_before(it, "before")));
        let update_missed = self.by_tier(root, "update_missed", update_missed, |it| it.tier);
        let update_exempt = self.each(root, "update_exempt", |it| with_warrant(it, |it| word(it, "who")));
        let update_in_highest_tier = self.take(stated(root, "update_in_highest_tier", on));
        let major_change = self
            .take(stated(root, "major_change", major_change).and_then(|it| open_says_why(root, "major_change", it)));
        let violations = self.each(root, "violation", |it| with_warrant(it, violation));
        self.once_each(root, "violation", Ground::ALL, Ground::label, violations.iter().map(|it| it.value.ground));
        let bar = self.take(stated(root, "bar", |it| length(it, "lasts")));
        let bar_reach = self.take(stated(root, "bar_reach", bar_reach));
        let reported_to_miit = self.take(stated(root, "reported_to_miit", |it| words(it, "tiers")));
        // No rule need say anything about it; what it does not say is not made up.
        let remedy = |entry: &Entry<'_>| {
            let (what, how) = (entry.text("what")?.to_owned(), entry.text("how")?.to_owned());
            with_warrant(entry, |_| Ok(Remedy { what: what.clone(), how: how.clone() }))
        };
        let remedies = if root.get("remedy").is_some() { self.each(root, "remedy", remedy) } else { vec![] };
        let hearing = self.take(stated(root, "hearing", |it| Ok(Hearing { within: length(it, "within")? })));
        let complaint = self.take(stated(root, "complaint", complaint));
        let complaint_clock = self.take(
            stated(root, "complaint_clock", complaint_clock).and_then(|it| open_says_why(root, "complaint_clock", it)),
        );
        let targets = self.take(stated(root, "targets", on));
        let local_points = self.take(stated(root, "local_points", on));
        let (from, until) = days?;
        Some(Procedure {
            id: id?.to_owned(),
            title: title?.to_owned(),
            document: document?.to_owned(),
            from,
            until,
            source: source?.to_owned(),
            notice: notice?.map(str::to_owned),
            switches,
            paths,
            publicity: publicity?,
            frequency,
            returns: returns?,
            consultation: consultation?,
            validity,
            validity_starts: validity_starts?,
            rereview: rereview?,
            annual_update,
            update_opens: update_opens?,
            update_reminders: update_reminders?,
            update_missed,
            update_exempt,
            update_in_highest_tier: update_in_highest_tier?,
            major_change: major_change?,
            violations,
            bar: bar?,
            bar_reach: bar_reach?,
            remedies,
            reported_to_miit: reported_to_miit?,
            hearing: hearing?,
            complaint: complaint?,
            complaint_clock: complaint_clock?,
            targets: targets?,
            local_points: local_points?,
        })
    }

    /// Every `[[key]]`.
    fn each<T>(&mut self, root: &Entry<'_>, key: &str, read: impl Fn(&Entry<'_>) -> Result<T, Problem>) -> Vec<T> {
        let entries = self.take(root.entries(key)).unwrap_or_default();
        let whole = |entry: &Entry<'_>| read(entry).and_then(|value| entry.finish().map(|()| value));
        entries.iter().filter_map(|entry| self.take(whole(entry))).collect()
    }

    /// Every `[[key]]`, one for each tier.
    fn by_tier<T>(
        &mut self,
        root: &Entry<'_>,
        key: &str,
        read: impl Fn(&Entry<'_>) -> Result<T, Problem>,
        tier: fn(&T) -> Tier,
    ) -> Vec<Stated<T>> {
        let rows = self.each(root, key, |entry| with_warrant(entry, &read));
        self.once_each(root, key, &Tier::ALL, Tier::label, rows.iter().map(|row| tier(&row.value)));
        rows
    }

    /// `found` must be exactly `all`.
    fn once_each<T: Copy + PartialEq>(
        &mut self,
        root: &Entry<'_>,
        key: &str,
        all: &[T],
        label: fn(T) -> &'static str,
        found: impl Iterator<Item = T>,
    ) {
        let found: Vec<_> = found.collect();
        for one in all {
            match found.iter().filter(|it| *it == one).count() {
                1 => {}
                0 => self.problems.push(root.problem(format!("缺少“{}”的 [[{key}]],请补上", label(*one)))),
                _ => self.problems.push(root.problem(format!("“{}”有多个 [[{key}]],只能留一个", label(*one)))),
            }
        }
    }

    /// One path for each tier and purpose; `steps_of = "apply"` takes over the steps of the first application.
    fn paths(&mut self, root: &Entry<'_>, switches: &[Switch]) -> Vec<Path> {
        let entries = self.take(root.entries("path")).unwrap_or_default();
        let mut paths: Vec<Path> = Vec::new();
        for entry in &entries {
            let path = path(entry, &paths, switches).and_then(|path| entry.finish().map(|()| path));
            paths.extend(self.take(path));
        }
        for (tier, purpose) in Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.map(|purpose| (tier, purpose))) {
            let of_this = paths.iter().filter(|path| path.tier == tier && path.purpose == purpose).count();
            if of_this != 1 {
                let message = format!("{tier}{purpose}应有且只有一个 [[path]],现在有 {of_this} 个");
                self.problems.push(root.problem(message));
            }
        }
        paths
    }
}

fn days_in_force(root: &Entry<'_>) -> Result<(Date, Option<Date>), Problem> {
    let (from, until) = (root.date("from")?, root.opt_date("until")?);
    match until {
        Some(until) if until <= from => Err(root.problem(format!("“until”({until})应在“from”({from})之后"))),
        _ => Ok((from, until)),
    }
}

fn switch(entry: &Entry<'_>) -> Result<Switch, Problem> {
    entry.need("on")?;
    let warrant = Warrant::read(entry)?;
    if warrant.note.is_none() {
        return Err(entry.problem("开关要写明打开后有什么不同,请补上“note”"));
    }
    Ok(Switch {
        id: entry.text("id")?.to_owned(),
        label: entry.text("label")?.to_owned(),
        on: entry.switch("on")?,
        warrant,
    })
}

fn path(entry: &Entry<'_>, before: &[Path], switches: &[Switch]) -> Result<Path, Problem> {
    let (tier, purpose) = (word(entry, "tier")?, word(entry, "purpose")?);
    let warrant = Warrant::read(entry)?;
    let prerequisite = stated(entry, "prerequisite", |entry| {
        Ok(Prerequisite { any_of: words(entry, "any_of")?, switch: known_switch(entry, switches)? })
    })?;
    let steps = match entry.get("steps_of") {
        None => steps(entry, &warrant, switches)?,
        Some(node) => {
            let other: Purpose = word(entry, "steps_of")?;
            let same = before.iter().find(|path| path.tier == tier && path.purpose == other);
            let same =
                same.ok_or_else(|| entry.problem_at(node, format!("前面没有{tier}{other}的 [[path]],请先写它")))?;
            same.steps.iter().map(|step| taken_over(step, &warrant)).collect()
        }
    };
    let path = Path { tier, purpose, prerequisite, announced_by: word(entry, "announced_by")?, steps, warrant };
    follows(&path).map_err(|message| entry.problem(message))?;
    Ok(path)
}

/// A step taken over from the first application rests on what takes it over as well, and is no surer than it.
fn taken_over(step: &Step, by: &Warrant) -> Step {
    let basis = by.basis.iter().chain(step.warrant.basis.iter().filter(|basis| !by.basis.contains(basis)));
    let surer = if by.certainty < step.warrant.certainty { &step.warrant } else { by };
    let warrant = Warrant { basis: basis.cloned().collect(), ..surer.clone() };
    Step { warrant, ..step.clone() }
}

fn steps(entry: &Entry<'_>, around: &Warrant, switches: &[Switch]) -> Result<Vec<Step>, Problem> {
    let step = |entry: &Entry<'_>| {
        let step = Step {
            level: word(entry, "level")?,
            act: word(entry, "act")?,
            demand: if entry.get("demand").is_some() { word(entry, "demand")? } else { Demand::Required },
            switch: known_switch(entry, switches)?,
            warrant: Warrant::read_within(entry, Some(around))?,
        };
        entry.finish().map(|()| step)
    };
    entry.entries("steps")?.iter().map(step).collect()
}

fn known_switch(entry: &Entry<'_>, switches: &[Switch]) -> Result<Option<String>, Problem> {
    match entry.opt_text("switch")? {
        Some(id) if !switches.iter().any(|switch| switch.id == id) => {
            Err(entry.problem(format!("没有开关“{id}”;请先写一个 [[switch]] 说明它")))
        }
        switch => Ok(switch.map(str::to_owned)),
    }
}

/// Whether the steps lead from the enterprise upwards to the list that makes a recognition.
fn follows(path: &Path) -> Result<(), String> {
    let name = format!("{}{}", path.tier, path.purpose);
    let (Some(first), Some(last)) = (path.steps.first(), path.steps.last()) else {
        return Err(format!("{name}没有步骤,请写“steps”或“steps_of”"));
    };
    if first.level != Level::Enterprise {
        return Err(format!("{name}的第一步应由企业开始,现在是“{}”", first.label()));
    }
    if last.level != path.announced_by || !matches!(last.act, Act::Announcement | Act::Certification) {
        let by = path.announced_by.label();
        return Err(format!("{name}的最后一步应是{by}公告或认定,现在是“{}”", last.label()));
    }
    for (step, next) in path.steps.iter().zip(path.steps.iter().skip(1)) {
        if next.level < step.level {
            return Err(format!("{name}的步骤顺序不对:“{}”之后不能回到“{}”", step.label(), next.label()));
        }
    }
    for (at, step) in path.steps.iter().enumerate() {
        if path.steps.iter().skip(at + 1).any(|later| (later.level, later.act) == (step.level, step.act)) {
            return Err(format!("{name}的步骤“{}”写了两次", step.label()));
        }
    }
    match path.step(Level::Enterprise, Act::Declaration) {
        Some(_) => Ok(()),
        None => Err(format!("{name}缺少企业的“{}”(declaration)", Act::Declaration.label())),
    }
}

fn publicity(entry: &Entry<'_>) -> Result<Publicity, Problem> {
    entry.need("counts_first_day")?;
    let first_day = if entry.switch("counts_first_day")? { FirstDay::Counts } else { FirstDay::DoesNotCount };
    Ok(Publicity { lasts: length(entry, "lasts")?, first_day })
}

fn frequency(entry: &Entry<'_>) -> Result<Frequency, Problem> {
    let per_year = entry.opt_integer("per_year")?.map(|times| match u8::try_from(times) {
        Ok(times @ 1..=12) => Ok(times),
        _ => Err(entry.problem("“per_year”应在 1 至 12 之间")),
    });
    Ok(Frequency {
        tier: word(entry, "tier")?,
        per_year: per_year.transpose()?,
        by_notice_of: word(entry, "by_notice_of")?,
    })
}

fn returns(entry: &Entry<'_>) -> Result<Returns, Problem> {
    entry.need("allowed")?;
    Ok(Returns { allowed: entry.switch("allowed")?, within: opt_length(entry, "within")? })
}

fn consultation(entry: &Entry<'_>) -> Result<Consultation, Problem> {
    let link_days = days(entry, "link_days", entry.need("link_days")?)?;
    Ok(Consultation { remind_before: days_before(entry, "remind_before")?, link_days })
}

/// So many days before something, the longest first.
fn days_before(entry: &Entry<'_>, key: &str) -> Result<Vec<u16>, Problem> {
    entry.need(key)?;
    let all = entry.list(key)?.iter().map(|node| days(entry, key, node)).collect::<Result<Vec<u16>, Problem>>()?;
    if !all.is_sorted_by(|a, b| a > b) {
        return Err(entry.problem_at(entry.need(key)?, format!("“{key}”要从多到少写,不能重复,例如 [3, 1]")));
    }
    Ok(all)
}

fn days(entry: &Entry<'_>, key: &str, node: &Node) -> Result<u16, Problem> {
    let number = entry.integer_of(key, node)?;
    let wrong = || entry.problem_at(node, format!("“{key}”要写天数,例如 3;写的是 {number}"));
    u16::try_from(number).map_err(|_| wrong())
}

fn validity(entry: &Entry<'_>) -> Result<Validity, Problem> {
    Ok(Validity { tier: word(entry, "tier")?, lasts: length(entry, "lasts")? })
}

fn rereview(entry: &Entry<'_>) -> Result<RereviewRule, Problem> {
    entry.need("voluntary")?;
    entry.need("old_title_lives_until_list")?;
    Ok(RereviewRule {
        tiers: words(entry, "tiers")?,
        voluntary: entry.switch("voluntary")?,
        old_title_lives_until_list: entry.switch("old_title_lives_until_list")?,
    })
}

fn annual_update(entry: &Entry<'_>) -> Result<AnnualUpdate, Problem> {
    Ok(AnnualUpdate { tier: word(entry, "tier")?, due: month_day(entry, "due")? })
}

fn update_missed(entry: &Entry<'_>) -> Result<UpdateMissed, Problem> {
    let consequence = entry.get("consequence").map(|_| word(entry, "consequence")).transpose()?;
    Ok(UpdateMissed { tier: word(entry, "tier")?, consequence })
}

fn major_change(entry: &Entry<'_>) -> Result<MajorChange, Problem> {
    Ok(MajorChange {
        tiers: words(entry, "tiers")?,
        within: opt_length(entry, "within")?,
        kinds: words(entry, "kinds")?,
        unreported: words(entry, "unreported")?,
        no_longer_meets: words(entry, "no_longer_meets")?,
        decided_by: word(entry, "decided_by")?,
    })
}

fn violation(entry: &Entry<'_>) -> Result<Violation, Problem> {
    entry.need("bars")?;
    Ok(Violation { ground: word(entry, "ground")?, withdraws: words(entry, "withdraws")?, bars: entry.switch("bars")? })
}

fn bar_reach(entry: &Entry<'_>) -> Result<BarReach, Problem> {
    Ok(BarReach { starts: word(entry, "starts")?, tiers: words(entry, "tiers")? })
}

fn complaint(entry: &Entry<'_>) -> Result<Complaint, Problem> {
    entry.need("anonymous")?;
    Ok(Complaint {
        offices: words(entry, "offices")?,
        anonymous: entry.switch("anonymous")?,
        outcomes: words(entry, "outcomes")?,
    })
}

fn complaint_clock(entry: &Entry<'_>) -> Result<ComplaintClock, Problem> {
    Ok(ComplaintClock {
        accept_within: opt_length(entry, "accept_within")?,
        reply_within: opt_length(entry, "reply_within")?,
    })
}

fn on(entry: &Entry<'_>) -> Result<bool, Problem> {
    entry.need("on")?;
    entry.switch("on")
}

/// The table `[key]`: its value and what it rests on.
fn stated<T>(
    root: &Entry<'_>,
    key: &str,
    read: impl Fn(&Entry<'_>) -> Result<T, Problem>,
) -> Result<Stated<T>, Problem> {
    let entry = Entry::of(root.file(), root.need(key)?)?;
    let stated = with_warrant(&entry, read)?;
    entry.finish().map(|()| stated)
}

fn with_warrant<T>(entry: &Entry<'_>, read: impl Fn(&Entry<'_>) -> Result<T, Problem>) -> Result<Stated<T>, Problem> {
    Ok(Stated { value: read(entry)?, warrant: Warrant::read(entry)? })
}

/// A value that may leave its clock open.
trait MayStayOpen {
    fn is_open(&self) -> bool;
}

impl MayStayOpen for Returns {
    fn is_open(&self) -> bool {
        self.within.is_none()
    }
}

impl MayStayOpen for MajorChange {
    fn is_open(&self) -> bool {
        self.within.is_none()
    }
}

impl MayStayOpen for ComplaintClock {
    fn is_open(&self) -> bool {
        self.accept_within.is_none() || self.reply_within.is_none()
    }
}

/// An empty clock is never the text's own word: somebody says whose it is to fill.
fn open_says_why<T: MayStayOpen>(root: &Entry<'_>, key: &str, stated: Stated<T>) -> Result<Stated<T>, Problem> {
    if stated.value.is_open() && stated.warrant.certainty == Certainty::Text {
        let message = "期限空着:请写期限,或者写 certainty = \"decision\"/\"unconfirmed\" 并在“note”里说明由谁来定";
        return Err(root.problem_at(root.need(key)?, message));
    }
    Ok(stated)
}

fn word<T: Word>(entry: &Entry<'_>, key: &str) -> Result<T, Problem> {
    word_of(entry, key, entry.need(key)?)
}

/// A list of words, written even when it is empty.
fn words<T: Word>(entry: &Entry<'_>, key: &str) -> Result<Vec<T>, Problem> {
    entry.need(key)?;
    entry.list(key)?.iter().map(|node| word_of(entry, key, node)).collect()
}

fn word_of<T: Word>(entry: &Entry<'_>, key: &str, node: &Node) -> Result<T, Problem> {
    let id = entry.text_of(key, node)?;
    let unknown = || entry.problem_at(node, format!("“{key}”不认识“{id}”;可以写:{}", T::known().join("、")));
    T::word(id).ok_or_else(unknown)
}

/// A length of time; a day of the year is none.
fn length(entry: &Entry<'_>, key: &str) -> Result<Length, Problem> {
    let node = entry.need(key)?;
    match entry.text_of(key, node)?.parse() {
        Ok(Length::Until { .. }) => {
            Err(entry.problem_at(node, format!("“{key}”应当是一段时间,例如 5个工作日、3个月、3年")))
        }
        Ok(length) => Ok(length),
        Err(wrong) => Err(entry.problem_at(node, format!("“{key}”:{wrong}"))),
    }
}

fn opt_length(entry: &Entry<'_>, key: &str) -> Result<Option<Length>, Problem> {
    entry.get(key).map(|_| length(entry, key)).transpose()
}

fn month_day(entry: &Entry<'_>, key: &str) -> Result<MonthDay, Problem> {
    let node = entry.need(key)?;
    let text = entry.text_of(key, node)?;
    MonthDay::parse(text).ok_or_else(|| entry.problem_at(node, format!("“{key}”不是月日:“{text}”;请写成 \"04-30\"")))
}
