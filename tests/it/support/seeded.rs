//! Chance that can be had again.

use bimeyar::runtime::chance;

/// Numbers that follow from a seed (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Seeded(u64);

impl Seeded {
    /// From the seed that `SEED` names, or from another one each time. It is printed: a failed run tells it.
    #[expect(
        clippy::disallowed_methods,
        reason = "what a test repeats is no setting of the program"
    )]
    pub(crate) fn told() -> Self {
        let asked = std::env::var("SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = asked.unwrap_or_else(|| u64::from_le_bytes(chance::bytes()));
        println!("SEED={seed}");
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}
