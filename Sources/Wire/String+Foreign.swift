extension String {
  /// Text that somebody else wrote, fit for a person's eyes on one line: what is no UTF-8, controls, line breaks and
  /// characters that turn or hide others (categories Cc, Cf, Cs, Co, Cn, Zl, Zp of Unicode) become U+FFFD.
  public init(foreign bytes: some Sequence<UInt8>) {
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
      scalars.append(scalar.isPlain ? scalar : "\u{fffd}")
    }
    self.init(scalars)
  }
}

extension Unicode.Scalar {
  fileprivate var isPlain: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
