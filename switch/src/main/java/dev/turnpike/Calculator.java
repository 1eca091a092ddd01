package dev.turnpike;

import dev.turnpike.security.check.CryptoCheck;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;

/** The calculators of {@code turnpike crypto} and the families of calculations behind them. */
enum Calculator {
    /** PIN blocks. */
    PIN_BLOCK("pin-block", "PIN block formats 0 to 4: op=encode or decode; format 4: encipher or decipher.",
            "format=0 op=encode pin=1234 pan=4012345678909", "format", "pinblock_format"),
    /** Translation of PIN blocks. */
    TRANSLATE("translate", "PIN block from one key and format to another.",
            "inScheme=STATIC inKey=12345678123456781234567812345678 inFormat=0 inPan=1234567890123456 inPinBlock=ABE38E29B58EA392 "
                    + "outKey=EFE0853B256B583D868F251CE99EA1D9 outFormat=0", null, "pin_translate"),
    /** Message authentication. */
    MAC("mac", "MACs: algorithm = iso9797_alg1, iso9797_alg3 or x9_19, x9_9, cmac_tdes, cmac_aes, cmac_sm4, sm4_cbc, sm4_retail, "
            + "hmac_sha256, unionpay_ecb, unionpay_ecb_sm4.", "algorithm=unionpay_ecb key=2222222222222222 data=1234567890ABCDEF", "algorithm", "mac_"),
    /** DUKPT. */
    DUKPT("dukpt", "DUKPT keys and what is made with them: scheme = tdes or aes.",
            "scheme=tdes op=derive bdk=0123456789ABCDEFFEDCBA9876543210 ksn=FFFF9876543210E00001", "scheme", "dukpt_"),
    /** Key blocks. */
    TR31("tr31", "Key blocks: op = unwrap, wrap, header or kbpk_derive.", "op=header keyBlock=B0016P0TE00E0000", "op", "tr31_"),
    /** Check values. */
    KCV("kcv", "Check values: method = DES, TDES, AES or SM4, then _ZERO or _CMAC, for example AES_CMAC.", "method=DES_ZERO key=0123456789ABCDEF", null, "kcv"),
    /** Key components. */
    COMPONENTS("components", "XOR of two or more components, with check values.",
            "components=0123456789ABCDEF,FEDCBA9876543211", null, "key_components"),
    /** Parity. */
    PARITY("parity", "DES parity: op = adjust or check.", "op=adjust key=FFFFFFFFFFFFFFFF", null, "des_parity"),
    /** Keys under keys. */
    KEY_ECB("key-ecb", "A bare key under a key in ECB mode: op = wrap or unwrap.",
            "op=wrap kek=0123456789ABCDEFFEDCBA9876543210 key=1111111111111111", null, "key_encrypt_ecb"),
    /** Card verification values. */
    CVV("cvv", "CVV; service code 000 for CVV2, 999 for iCVV.",
            "cvk=0123456789ABCDEFFEDCBA9876543210 pan=4123456789012345 expiry=8701 serviceCode=101", null, "cvv"),
    /** PIN verification values. */
    PVV("pvv", "Visa PIN verification value.", "pvk=0123456789ABCDEFFEDCBA9876543210 pvki=1 pan=1122334455667788 pin=4524", null, "pvv"),
    /** IBM 3624. */
    IBM3624("ibm3624", "IBM 3624: op = pinFromOffset or offsetFromPin.",
            "op=pinFromOffset pvk=0123456789ABCDEF decimalisationTable=0123456789012345 validationData=1234567890123456 offset=0000", null,
            "ibm3624"),
    /** Card keys. */
    UDK("udk", "EMV card key.", "imk=0123456789ABCDEFFEDCBA9876543210 pan=9901234567890123 psn=45 option=A", null, "emv_udk"),
    /** Session keys. */
    SESSION_KEY("session-key", "EMV session key: skMethod = EMV_CSK, MCHIP, VISA_SM.",
            "imk=0123456789ABCDEFFEDCBA9876543210 pan=9901234567890123 psn=45 option=A skMethod=EMV_CSK diversifier=001C000000000000", null,
            "emv_session_key"),
    /** Cryptograms. */
    ARQC("arqc", "EMV application cryptogram.",
            "imk=0123456789ABCDEFFEDCBA9876543210 pan=9901234567890123 psn=45 skMethod=NONE data=0123456789ABCDEF padding=1", null, "emv_arqc"),
    /** Responses to cryptograms. */
    ARPC("arpc", "EMV response cryptogram: method = 1 or 2, arpcKey = UDK or SK.",
            "imk=0123456789ABCDEFFEDCBA9876543210 pan=9901234567890123 psn=45 skMethod=NONE method=1 arpcKey=UDK arqc=2E141C6BC4A20DA8 "
                    + "arc=3030", null, "emv_arpc"),
    /** Script MACs. */
    SCRIPT_MAC("script-mac", "MAC of an EMV issuer script.",
            "imk=0123456789ABCDEFFEDCBA9876543210 pan=9901234567890123 psn=45 skMethod=VISA_SM atc=001C data=8418000008", null,
            "emv_script_mac"),
    /** SM2. */
    SM2("sm2", "SM2 signatures: op = sign or verify.", "op=sign message=616263 privateKey=01 nonce=02", null, "sm2_sign"),
    /** SM3. */
    SM3("sm3", "SM3 digest.", "data=616263", null, "sm3"),
    /** SM4. */
    SM4("sm4", "SM4: op = encrypt or decrypt, mode = ECB, CBC, CTR, OFB, CFB.",
            "op=encrypt mode=ECB key=0123456789ABCDEFFEDCBA9876543210 data=0123456789ABCDEFFEDCBA9876543210", null, "sm4");

    private static final PrintWriter NOWHERE = new PrintWriter(java.io.Writer.nullWriter());

    private final String command;
    private final String description;
    private final String example;
    private final String selector;
    private final String family;

    Calculator(String command, String description, String example, String selector, String family) {
        this.command = command;
        this.description = description;
        this.example = example;
        this.selector = selector;
        this.family = family;
    }

    String command() {
        return command;
    }

    String description() {
        return description;
    }

    String example() {
        return example;
    }

    /** Results by name; {@link IllegalArgumentException} of one sentence for what is refused or not known. */
    Map<String, Object> evaluate(Map<String, String> given) {
        Map<String, Object> inputs = new HashMap<>(given);
        String name = family;
        if (selector != null) {
            String choice = given.get(selector);
            if (choice == null) {
                throw new IllegalArgumentException("input " + selector + " is missing: " + description);
            }
            name += choice;
            if (!new CryptoCheck(NOWHERE).families().contains(name)) {
                throw new IllegalArgumentException("there is no " + selector + "=" + choice + ", expected one of " + choices());
            }
            inputs.remove(selector);
        }
        if (given.containsKey("components")) {
            inputs.put("components", given.get("components").split(","));
        }
        return new CryptoCheck(NOWHERE).calculate(name, inputs);
    }

    private String choices() {
        return new CryptoCheck(NOWHERE).families().stream().filter(f -> f.startsWith(family)).map(f -> f.substring(family.length()))
            .collect(java.util.stream.Collectors.joining(", "));
    }
}
