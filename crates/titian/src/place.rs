//! Where a house keeps its things: the database, the attachments, the keys.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use titian_app::vault::Vault;
use titian_store::{Blobs, SealKey, Store, StoreError};

/// The name under which this house signs its journal.
const SEAL: &str = "titian/journal";

#[derive(clap::Args)]
#[group(id = "place")]
pub struct Place {
    /// 数据库:sqlite:文件 或 postgres://…;不写为数据目录中的 titian.db
    #[arg(long, value_name = "数据库", env = "TITIAN_STORE")]
    store: Option<String>,
    /// 数据目录:数据库、佐证材料、密钥
    #[arg(long, default_value = "data", value_name = "目录", env = "TITIAN_DATA")]
    data: PathBuf,
}

impl Place {
    /// A folder of one's own.
    pub fn at(data: PathBuf) -> Place {
        Place { store: None, data }
    }

    /// Opens the store.
    pub async fn store(&self) -> Result<Store> {
        self.folder()?;
        let own = || format!("sqlite:{}", self.data.join("titian.db").display());
        Store::open(&self.store.clone().unwrap_or_else(own)).await.map_err(told)
    }

    /// Opens the attachments.
    pub fn blobs(&self) -> Result<Blobs> {
        Blobs::open(self.data.join("attachments")).map_err(told)
    }

    /// The key that signs the journal, made at the first start.
    pub fn key(&self) -> Result<SealKey> {
        self.folder()?;
        SealKey::load_or_create(&self.data.join("seal.key"), SEAL).map_err(told)
    }

    /// What only few may read, under a key made at the first start.
    pub fn vault(&self) -> Result<Vault> {
        self.folder()?;
        Vault::load_or_create(&self.data.join("vault.key")).map_err(told)
    }

    fn folder(&self) -> Result<()> {
        std::fs::create_dir_all(&self.data).with_context(|| format!("建不了数据目录 {}", self.data.display()))
    }
}

/// A failure of the store, with the detail an operator needs.
pub fn told(error: StoreError) -> anyhow::Error {
    anyhow!("{error}({})", error.detail())
}
