//! Terms of use that are asked on every device of a person (B-175).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const ONCE_BEFORE: &str = "acceptances_user_id_version_id";
const ONCE: &str = "acceptances_user_id_version_id_device";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let per_device = boolean("per_device").default(false).take();
        let device = text("device").default("").take();
        for (table, column) in [("terms_documents", per_device), ("acceptances", device)] {
            schema
                .alter_table(Table::alter().table(table).add_column(column).to_owned())
                .await?;
        }
        schema
            .drop_index(Index::drop().name(ONCE_BEFORE).table("acceptances").to_owned())
            .await?;
        schema
            .create_index(once(ONCE, &["user_id", "version_id", "device"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // One decision about a version is all that there was room for.
        let of_devices = Query::delete()
            .from_table("acceptances")
            .and_where(Expr::col("device").ne(""))
            .to_owned();
        schema.exec_stmt(of_devices).await?;
        schema
            .drop_index(Index::drop().name(ONCE).table("acceptances").to_owned())
            .await?;
        schema
            .create_index(once(ONCE_BEFORE, &["user_id", "version_id"]))
            .await?;
        for (table, column) in [("acceptances", "device"), ("terms_documents", "per_device")] {
            schema
                .alter_table(Table::alter().table(table).drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}

fn once(name: &str, columns: &'static [&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table("acceptances").unique();
    for column in columns {
        index.col(*column);
    }
    index
}
