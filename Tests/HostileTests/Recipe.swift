import TestSupport

/// What an attack is made of: its number, and the ingredients that are put into it one after another.
///
/// Each ingredient has random numbers of its own, so leaving one out changes no other: that is how an attack is shrunk.
struct Recipe {
  /// The number of the attack; the same number makes the same attack.
  let number: Int
  /// With their places, which decide their random numbers.
  var ingredients: [(place: Int, ingredient: Ingredient)]

  /// Chooses the ingredients of an attack.
  init(number: Int) {
    self.number = number
    var random = Self.random(number, 0)
    ingredients = (0...random.below(4)).map { ($0 + 1, Self.pick(&random)) }
    // What decides how leger is called comes last, once the disk is as it will be.
    ingredients = ingredients.filter { !$0.ingredient.isLate } + ingredients.filter { $0.ingredient.isLate }
  }

  /// The attack.
  func attack() -> Attack {
    var random = Self.random(number, 100)
    var attack = AttackGenerator.plain(&random)
    for (place, ingredient) in ingredients {
      var random = Self.random(number, place)
      ingredient.add(to: &attack, &random)
    }
    return attack
  }

  /// The ingredients by name.
  var names: String { ingredients.map(\.ingredient.rawValue).joined(separator: ", ") }

  /// The smallest recipe found that still fails, by leaving ingredients out.
  func shrunk(while fails: (Recipe) -> Bool) -> Recipe {
    var best = self
    var index = 0
    while index < best.ingredients.count {
      var candidate = best
      candidate.ingredients.remove(at: index)
      if fails(candidate) { best = candidate } else { index += 1 }
    }
    return best
  }

  private static func random(_ number: Int, _ place: Int) -> SplitMix64 {
    var mixed = SplitMix64(seed: UInt64(bitPattern: Int64(number)) &* 0x1000)
    return SplitMix64(seed: mixed.next() &+ UInt64(place))
  }

  private static func pick(_ random: inout SplitMix64) -> Ingredient {
    var choice = random.below(Ingredient.allCases.reduce(0) { $0 + $1.weight })
    return Ingredient.allCases.first { ingredient in
      choice -= ingredient.weight
      return choice < 0
    } ?? .text
  }
}
