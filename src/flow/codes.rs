//! The stable codes of what can be wrong with a flow file. A code is never reused for something else.

/// Not TOML.
pub(crate) const SYNTAX: &str = "FL001";
/// A key that no flow file has.
pub(crate) const UNKNOWN_KEY: &str = "FL002";
/// A key that must be there is not.
pub(crate) const MISSING_KEY: &str = "FL003";
/// A text where a number is wanted, and so on.
pub(crate) const WRONG_SHAPE: &str = "FL004";
/// An id that cannot be one.
pub(crate) const BAD_ID: &str = "FL005";
/// Two of the same id.
pub(crate) const DUPLICATE_ID: &str = "FL006";
/// The flow is not called as its file.
pub(crate) const FILE_NAME: &str = "FL007";
/// A kind that there is not.
pub(crate) const UNKNOWN_KIND: &str = "FL008";
/// A page that there is not.
pub(crate) const UNKNOWN_PAGE: &str = "FL009";
/// A number or duration outside of what makes sense.
pub(crate) const OUT_OF_RANGE: &str = "FL010";
/// A format that there is not.
pub(crate) const UNKNOWN_FORMAT: &str = "FL011";
/// A key that belongs to steps of other kinds.
pub(crate) const FOREIGN_KEY: &str = "FL012";
/// A list that there is not.
pub(crate) const UNKNOWN_DATASET: &str = "FL013";
/// A column that the list does not have.
pub(crate) const UNKNOWN_COLUMN: &str = "FL014";
/// No text under this key.
pub(crate) const UNKNOWN_WORDING: &str = "FL015";
/// The text asks for an argument that it is not given.
pub(crate) const UNKNOWN_ARGUMENT: &str = "FL016";
/// An action that is not registered.
pub(crate) const UNKNOWN_ACTION: &str = "FL017";
/// A flow that there is not.
pub(crate) const UNKNOWN_FLOW: &str = "FL018";
/// Flows that need each other.
pub(crate) const CIRCULAR_NEEDS: &str = "FL019";
/// A step that there is not.
pub(crate) const UNKNOWN_STEP: &str = "FL020";
/// A condition that cannot be read.
pub(crate) const BAD_CONDITION: &str = "FL021";
/// A name in a condition that is neither a step nor a fact.
pub(crate) const UNKNOWN_NAME: &str = "FL022";
/// Unlike things compared.
pub(crate) const WRONG_TYPE: &str = "FL023";
/// A choice that the step does not offer.
pub(crate) const UNKNOWN_CHOICE: &str = "FL024";
/// A condition that always or never holds.
pub(crate) const CONSTANT_CONDITION: &str = "FL025";
/// A step that is never asked.
pub(crate) const UNREACHABLE: &str = "FL026";
/// A step after the review.
pub(crate) const AFTER_REVIEW: &str = "FL027";
/// An action that needs a review, without one; or more than one.
pub(crate) const NO_REVIEW: &str = "FL028";
/// Conditions that wait for each other.
pub(crate) const CIRCULAR_WHEN: &str = "FL029";
/// A step that hangs on a later one.
pub(crate) const LATER_STEP: &str = "FL030";
/// The step behind an escape does not ask whether it was taken.
pub(crate) const ESCAPE_TARGET: &str = "FL031";
/// A button's data would be too long for Bale.
pub(crate) const LONG_CALLBACK: &str = "FL032";
/// Reminders out of order, or after the draft is gone.
pub(crate) const REMINDERS: &str = "FL033";
/// A choice with so many rows that it should be a search.
pub(crate) const TOO_MANY_CHOICES: &str = "FL034";
/// A list without rows.
pub(crate) const NO_CHOICES: &str = "FL035";
/// A label that does not fit on a button.
pub(crate) const LONG_LABEL: &str = "FL036";
/// The step is of the wrong kind for what another step wants of it.
pub(crate) const WRONG_KIND: &str = "FL037";
/// Pages without steps, or whose steps do not stand together.
pub(crate) const PAGE_ORDER: &str = "FL038";
/// `invalidates` in a circle.
pub(crate) const CIRCULAR_INVALIDATES: &str = "FL039";
/// A `flow-allow` that silences nothing.
pub(crate) const USELESS_ALLOW: &str = "FL040";
/// A migration that cannot be.
pub(crate) const MIGRATION: &str = "FL041";
/// A lock file that cannot be read or belongs to another flow.
pub(crate) const LOCK: &str = "FL042";
/// A published step changed its kind.
pub(crate) const KIND_CHANGED: &str = "FL043";
/// The structure changed but the version did not, or went back.
pub(crate) const VERSION: &str = "FL044";
/// A new version that is not in the lock file yet.
pub(crate) const NOT_PUBLISHED: &str = "FL045";
/// A text that is longer than a message may be.
pub(crate) const LONG_TEXT: &str = "FL046";

/// A menu or a stage that there is not.
pub(crate) const UNKNOWN_PLACE: &str = "FL047";
/// The action cannot be done without this step.
pub(crate) const STEP_FOR_ACTION: &str = "FL048";

/// Codes of findings that leave the flow usable; all others are errors.
pub(crate) const WARNINGS: &[&str] = &[
    CONSTANT_CONDITION,
    LATER_STEP,
    TOO_MANY_CHOICES,
    LONG_LABEL,
    PAGE_ORDER,
    USELESS_ALLOW,
    NOT_PUBLISHED,
];
