//! How fast the engine is: the register of 100,000 enterprises, alone and as pages over HTTP; a submission while nothing
//! else happens and while 2,000 enterprises are announced; the announcement itself; lists of 50,000 rows that come in.
//!
//! `cargo bench -p titian-stories` (words behind `--` pick tables by their titles). Everything lies in a temporary
//! folder; a yardstick by hand runs in turns with what it measures.

mod acts;
mod imports;
mod pages;
mod register;
mod times;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap_or_else(|why| panic!("{why}"));
    if let [serve, url, folder] = arguments.as_slice()
        && serve == "--serve"
    {
        // One core, as the pages' table says.
        let one = tokio::runtime::Builder::new_current_thread().enable_all().build();
        return one.unwrap_or_else(|why| panic!("{why}")).block_on(pages::serve(url, folder.as_ref()));
    }
    if let [cold, url, folder] = arguments.as_slice()
        && cold == "--cold"
    {
        return runtime.block_on(register::cold(url, folder.as_ref()));
    }
    // `cargo test --benches` only asks whether this runs; a small house answers that.
    let whole = arguments.iter().any(|argument| argument == "--bench");
    let words: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wanted = |title: &str| words.is_empty() || words.iter().any(|word| title.contains(word.as_str()));
    if wanted("register") || wanted("pages") {
        let size = if whole { register::WHOLE } else { register::SMALL };
        let house = runtime.block_on(register::filled(&size));
        if wanted("register") {
            runtime.block_on(register::measure(&house, &size));
        }
        if wanted("pages") {
            pages::measure(&house, &size);
        }
    }
    if wanted("imports") {
        runtime.block_on(imports::measure(if whole { imports::WHOLE } else { imports::SMALL }));
    }
    if wanted("acts") {
        runtime.block_on(acts::measure(if whole { acts::WHOLE } else { acts::SMALL }));
    }
}
