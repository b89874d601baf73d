import FoundationEssentials

/// Values as JSON, keys sorted, so that two runs can be compared.
public enum JSON {
  /// A line, with its end.
  public static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// A line without its end, whatever the value is.
  static func line(_ value: some Encodable) -> String {
    String(((try? encoded(value)) ?? "{\"error\":\"no answer\"}\n").dropLast())
  }
}

/// A member that is written as null when there is none: a script should find every key.
@propertyWrapper
public struct Nullable<Value: Encodable>: Encodable {
  /// The member.
  public var wrappedValue: Value?

  /// A member that is there or not.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// The value, or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension Nullable: Decodable where Value: Decodable {
  /// The value, or none for null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(wrappedValue: container.decodeNil() ? nil : try container.decode(Value.self))
  }
}

extension KeyedDecodingContainer {
  /// A member that is not there is none, too.
  func decode<Value: Decodable>(_: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value> {
    try decodeIfPresent(Nullable<Value>.self, forKey: key) ?? Nullable(wrappedValue: nil)
  }
}
