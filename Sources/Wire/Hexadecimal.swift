/// The value of an ASCII hexadecimal digit.
package func hexDigitValue(_ ascii: UInt8) -> UInt8? {
  switch ascii {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): ascii - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): ascii - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): ascii - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// Two lower-case hexadecimal digits.
func hexOctet(_ octet: UInt8) -> String {
  let digits = String(octet, radix: 16)
  return octet < 16 ? "0" + digits : digits
}
