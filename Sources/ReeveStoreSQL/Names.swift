internal import ReeveModel
package import ReeveStore

// ReeveModel has types of these names for what is declared; here they are what is stored.
package typealias ObjectReference = ReeveStore.ObjectReference
package typealias ObjectSource = ReeveStore.ObjectSource
package typealias UniqueKey = ReeveStore.UniqueKey
