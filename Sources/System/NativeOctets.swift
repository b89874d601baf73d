extension FixedWidthInteger {
  /// Its octets in the machine's order.
  package var nativeOctets: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0) } }
}
