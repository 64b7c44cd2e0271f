import java.io.File;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks veraPDF of each file whether it is PDF/A-3a: "ok FILE", or "no FILE CLAUSE-TEST MESSAGE" for each rule that is broken. */
public class CheckPdf {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean all = true;
    for (String file : files) {
      try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), PDFAFlavour.PDFA_3_A);
          PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_A, false)) {
        ValidationResult result = validator.validate(parser);
        if (result.isCompliant()) System.out.println("ok " + file);
        for (TestAssertion broken : result.getTestAssertions()) {
          System.out.println("no " + file + " " + broken.getRuleId().getClause() + "-" + broken.getRuleId().getTestNumber() + " " + broken.getMessage());
        }
        all &= result.isCompliant();
      }
    }
    System.exit(all ? 0 : 1);
  }
}
