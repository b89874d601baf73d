import Plans

/// `dhcpward.plan/1`: a plan as data.
struct PlanReport: Encodable {
  struct Step: Encodable {
    let change: String
    let fields: [String: Field]
    let commands: [[String]]

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(change, forKey: Key(stringValue: "change"))
      for (name, field) in fields { try container.encode(field, forKey: Key(stringValue: name)) }
      try container.encode(commands, forKey: Key(stringValue: "commands"))
    }
  }

  struct Field: Encodable {
    let value: Change.Value

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      case .flag(let flag): try container.encode(flag)
      case .list(let list): try container.encode(list)
      }
    }
  }

  let schema = "dhcpward.plan/1"
  let changes: [Step]

  private enum CodingKeys: String, CodingKey { case schema, changes }

  init(_ plan: Plan) {
    changes = plan.changes.map { change in
      let fields = Dictionary(change.fields.map { ($0.key, Field(value: $0.value)) }) { first, _ in first }
      return Step(change: change.name, fields: fields, commands: change.commands)
    }
  }
}
