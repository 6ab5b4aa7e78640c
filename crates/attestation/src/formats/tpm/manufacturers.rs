//! The manufacturers of TPMs that the TCG has registered.
//!
//! # Source
//! TCG TPM Vendor ID Registry, version 1.08

/// The version of the registry that [`MANUFACTURERS`] is.
pub const REGISTRY_VERSION: &str = "1.08";

/// Vendor ids and who has them, in the order of the ids.
pub const MANUFACTURERS: [(u32, &str); 30] = [
    (0x414D_4400, "AMD"),
    (0x414E_5400, "Ant Group"),
    (0x4152_4D00, "Arm"),
    (0x4154_4D4C, "Atmel"),
    (0x4252_434D, "Broadcom"),
    (0x4353_434F, "Cisco"),
    (0x464C_5953, "Flyslice"),
    (0x474F_4F47, "Google"),
    (0x4849_5349, "Huawei"),
    (0x4850_4500, "HPE"),
    (0x4850_4900, "HPI"),
    (0x4942_4D00, "IBM"),
    (0x4946_5800, "Infineon"),
    (0x494E_5443, "Intel"),
    (0x4C45_4E00, "Lenovo"),
    (0x4D53_4654, "Microsoft"),
    (0x4E53_4700, "NSING"),
    (0x4E53_4D20, "National Semiconductor"),
    (0x4E54_4300, "Nuvoton"),
    (0x4E54_5A00, "Nationz"),
    (0x5143_4F4D, "Qualcomm"),
    (0x524F_4343, "Rockchip"),
    (0x5345_414C, "WISeKey"),
    (0x5345_4345, "SecEdge"),
    (0x534D_5343, "SMSC"),
    (0x534D_534E, "Samsung"),
    (0x534E_5300, "Sinosun"),
    (0x5354_4D20, "STMicroelectronics"),
    (0x5458_4E00, "Texas Instruments"),
    (0x5745_4300, "Winbond"),
];

/// The vendor id of a certificate's words: `id:` and eight hex digits of either case.
#[must_use]
pub fn vendor_id(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("id:")?;
    let is_hex = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_hex { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// The registered manufacturer of a vendor id.
#[must_use]
pub fn manufacturer(vendor_id: u32) -> Option<&'static str> {
    MANUFACTURERS.into_iter().find(|(registered, _)| *registered == vendor_id).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a certificate's words stand for.
    fn named(text: &str) -> Option<&'static str> {
        vendor_id(text).and_then(manufacturer)
    }

    // attack: tpm-aik-vendor
    #[test]
    fn accepts_registered_manufacturers_in_either_case() {
        assert_eq!(named("id:494E5443"), Some("Intel"));
        assert_eq!(named("id:494e5443"), Some("Intel"));
        assert_eq!(named("id:4e53472d"), None);
        for (id, name) in MANUFACTURERS {
            assert_eq!(named(&std::format!("id:{id:08X}")), Some(name));
            // The ids are letters, padded with zeros or blanks.
            assert!(id.to_be_bytes().iter().all(|byte| matches!(byte, 0 | b' ' | b'A'..=b'Z')), "{name}");
        }
        assert!(MANUFACTURERS.is_sorted_by(|(one, _), (next, _)| one < next));
        assert_eq!(REGISTRY_VERSION, "1.08");
    }

    // attack: tpm-aik-vendor
    #[test]
    fn refuses_ids_that_are_not_registered() {
        // The vendor of conformance tests, and that of examples.
        assert_eq!(vendor_id("id:FFFFF1D0"), Some(0xFFFF_F1D0));
        assert_eq!(named("id:FFFFF1D0"), None);
        assert_eq!(named("id:00000000"), None);
    }

    #[test]
    fn refuses_other_words() {
        for text in
            ["", "id:", "494E5443", "ID:494E5443", "id:494E544", "id:494E54430", "id:+94E5443", "id: 94E5443"]
        {
            assert_eq!(vendor_id(text), None, "{text}");
        }
    }
}
