import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges one PDF with veraPDF: {@code PdfaCheck FLAVOUR FILE} prints "compliant" or one line per broken rule. */
public class PdfaCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        try (FileInputStream file = new FileInputStream(arguments[1]);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                System.out.println("compliant");
                return;
            }
            for (TestAssertion broken : result.getTestAssertions()) {
                System.out.println(broken.getRuleId().getClause() + " test " + broken.getRuleId().getTestNumber() + ": "
                    + broken.getMessage() + " @ " + broken.getLocation().getContext());
            }
        }
    }
}
