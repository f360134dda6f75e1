/// The names of the kinds that code speaks of by their nature: a scope is made by an `Environment`, a run calls by an
/// `Agent`. Each name stands in the file of its kind; a kind that no code speaks of needs none.
///
/// What holds for some kinds and not for others is asked of their ``KindDescription``, never of a list of names.
package enum KindName {}
