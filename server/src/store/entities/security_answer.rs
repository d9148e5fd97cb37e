//! An answer to a security question. The row of kind `securityQuestions` in `security_methods` says since when there are answers.

use sea_orm::entity::prelude::*;

/// A row of `security_answers`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "security_answers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub question_id: String,
    /// argon2id in PHC string form, of the normalised answer.
    #[sea_orm(column_type = "Text")]
    pub answer_hash: String,
    pub position: i32,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("SecurityAnswer")
            .field("user_id", &self.user_id)
            .field("question_id", &self.question_id)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
